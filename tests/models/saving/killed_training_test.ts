/** A training that is killed and begun again, with the last files and the best kept: it ends as one that was never killed. */

import { assert, assertEquals } from "@std/assert";
import { inFolder } from "../../helpers/folder.ts";
import { integersBelow } from "../../helpers/random.ts";
import { ROOT } from "../../helpers/sources.ts";
import { thorough } from "../../helpers/thorough.ts";

const KILLS = thorough() ? 30 : 2;
/** A kill comes at most so many milliseconds after the first epoch of a run. */
const LATEST = 100;
const EPOCHS = thorough() ? 400 : 60;

/** Goes on from the last file in the folder; says each epoch, and the weights in the end. */
const PROGRAM = `
  import * as dg from "${new URL("mod.ts", ROOT)}";
  const [folder, epochs] = Deno.args;
  console.warn = () => {};
  dg.setRandomSeed(1);
  const model = new dg.Sequential([
    new dg.layers.Dense(3, "tanh"),
    new dg.layers.Dropout(0.3),
    new dg.layers.Dense(1),
  ]);
  model.compile({ optimizer: "adam", loss: "mse" });
  const x = dg.randomNormal([8, 2], { seed: 1 });
  await model.fit(x, x.sum({ axis: 1 }), {
    ...{ epochs: Number(epochs), batchSize: 4, verbose: 0, resumeFrom: folder },
    callbacks: [
      new dg.callbacks.ModelCheckpoint(folder + "/{epoch}.safetensors", {
        ...{ monitor: "loss", maxToKeep: 3, saveTraining: true },
      }),
      new dg.callbacks.LambdaCallback({
        onEpochEnd: (epoch) => console.log(epoch + 1),
      }),
    ],
  });
  const weights = await Promise.all(
    model.getWeights().map(async (one) => [...await one.data()]),
  );
  console.log(JSON.stringify(weights));`;

/** Runs the program until it ends, or is killed after so many milliseconds; the last line that it said. */
async function run(folder: string, wait: number | null): Promise<string> {
  const flags = ["--quiet", "--no-prompt", "--allow-read", "--allow-write"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "-", folder, `${EPOCHS}`],
    cwd: ROOT,
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  await new Response(PROGRAM).body!.pipeTo(child.stdin);
  let said = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (wait === null) continue;
    timer ??= setTimeout(() => child.kill("SIGKILL"), wait);
  }
  clearTimeout(timer);
  await child.status;
  assertEquals(await new Response(child.stderr).text(), "");
  return said.trim().split("\n").at(-1)!;
}

function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("killed while files are kept and removed, a training goes on to the same end with the same files", () =>
  inFolder(async (folder) => {
    const [whole, killed] = ["whole", "killed"].map((name) => {
      Deno.mkdirSync(`${folder}/${name}`);
      return `${folder}/${name}`;
    });
    const expected = await run(whole, null);
    const below = integersBelow(3);
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const last = Number(await run(killed, below(LATEST)));
      // It went on where it was, and left something to go on from.
      assert(!(last < before), `${last} after ${before}`);
      if (Number.isNaN(last)) break;
      before = last;
      assert(filesIn(killed).some((name) => /^\d+\.safetensors$/.test(name)));
    }
    assertEquals(await run(killed, null), expected);
    assertEquals(filesIn(killed), filesIn(whole));
  }));
