/** Programs that are killed while they save: the old file is there or the new one, whole. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  loadModel,
  loadWeights,
  saveModel,
  saveWeights,
} from "@decograd/decograd/saving";
import { integersBelow } from "../helpers/random.ts";
import { ROOT } from "../helpers/sources.ts";
import { thorough } from "../helpers/thorough.ts";

const KILLS = thorough() ? 200 : 3;
/** A kill comes at most so many milliseconds after a round of saves: several rounds fit in. */
const LATEST = 150;
const NAMES = ["checkpoint.safetensors", "model.keras", "weights.safetensors"];

/** Saves weights that are all 1, then all 2 and so on; says each number when all files have it. */
const PROGRAM = `
  import * as dg from "${new URL("mod.ts", ROOT)}";
  import { saveModel, saveWeights } from "${new URL("saving/mod.ts", ROOT)}";
  const [folder, first] = Deno.args;
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 400, inputShape: [400], name: "dense" }),
  ], { name: "model" });
  for (let round = Number(first);; round++) {
    {
      using _scope = new dg.Scope();
      model.setWeights(model.weights.map(({ shape }) => dg.full(shape, round)));
    }
    await saveModel(model, folder + "/model.keras");
    // Two writers of one file take turns.
    await Promise.all([1, 2].map(() =>
      saveWeights(model, folder + "/weights.safetensors")
    ));
    await dg.saveCheckpoint(model, folder + "/checkpoint.safetensors");
    console.log(round);
  }`;

/** The model of the program, with other weights. */
function made(): dg.Sequential {
  return new dg.Sequential([
    new dg.layers.Dense({ units: 400, inputShape: [400], name: "dense" }),
  ], { name: "model" });
}

const random = integersBelow(1);

/** Runs the program and kills it; returns the last number that it said. */
async function runAndKill(folder: string, first: number): Promise<number> {
  const flags = ["--quiet", "--no-prompt", "--allow-read", "--allow-write"];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, "-", folder, `${first}`],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  await new Response(PROGRAM).body!.pipeTo(child.stdin);
  let said = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    timer ??= setTimeout(() => child.kill("SIGKILL"), random(LATEST));
  }
  clearTimeout(timer);
  const { signal, success } = await child.status;
  const errors = await new Response(child.stderr).text();
  assertEquals([errors, success], ["", false]);
  if (Deno.build.os !== "windows") assertEquals(signal, "SIGKILL");
  return Number(said.trim().split("\n").at(-1));
}

/** The one number that all weights of a file are. */
async function numberIn(folder: string, name: string): Promise<number> {
  const path = `${folder}/${name}`;
  let model = made();
  if (name === "model.keras") model = await loadModel(path) as dg.Sequential;
  else if (name === "weights.safetensors") await loadWeights(model, path);
  else await dg.loadCheckpoint(model, path);
  const numbers = new Set<number>();
  for (const value of model.getWeights()) {
    using weight = value;
    for (const one of await weight.data()) numbers.add(one);
  }
  assertEquals(numbers.size, 1, name);
  return [...numbers][0];
}

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}

Deno.test("a program that is killed while it saves leaves each file whole, old or new, and the next save tidies up", async () => {
  const folder = await Deno.makeTempDir();
  try {
    let next = 1;
    for (let kill = 0; kill < KILLS; kill++) {
      const last = await runAndKill(folder, next);
      assert(last >= next);
      for (const name of NAMES) {
        const number = await numberIn(folder, name);
        assert(number === last || number === last + 1, `${name}: ${number}`);
      }
      next = last + 2;
    }
    const model = await loadModel(`${folder}/model.keras`);
    await saveModel(model, `${folder}/model.keras`);
    await saveWeights(model, `${folder}/weights.safetensors`);
    await dg.saveCheckpoint(model, `${folder}/checkpoint.safetensors`);
    assertEquals(await names(folder), NAMES);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
