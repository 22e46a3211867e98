/** Runs the decoder example as its users do, on images of its own, and stops it as they do. */

import { decodeSafetensors } from "@decograd/decograd/data";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { stub } from "@std/testing/mock";
import { decode } from "fast-png";
import { CHECKPOINT, WEIGHTS } from "../../examples/shared/output.ts";
import { UserError } from "../../examples/shared/run.ts";
import { main, PICTURES } from "../../examples/vae/main.ts";
import { saidBy } from "../helpers/every_example.ts";
import { ROOT } from "../helpers/sources.ts";
import {
  exampleFlags,
  type Run,
  runLines,
  withImages,
} from "../helpers/run_example.ts";
import { missingTerminal, runAtTerminal } from "../helpers/terminal.ts";
import { thorough } from "../helpers/thorough.ts";

/** The files that a run makes. */
const FILES = [WEIGHTS, CHECKPOINT, ...PICTURES];
/** As small as it goes. */
const SMALL = ["--latent-size=2", "--images=16"];
const RUN = [...exampleFlags("vae"), ...SMALL];

/** Runs it in this process, which has the library and its kernels already; what it says. */
function decoderHere(args: readonly string[]): Promise<string> {
  return saidBy(main, [...SMALL, ...args]);
}

/** Runs it as a process; `onLine` sees each line of its output and may stop it. */
function decoder(
  args: readonly string[],
  onLine?: Parameters<typeof runLines>[1],
): Promise<Run> {
  return runLines([...RUN, ...args], onLine);
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const content: Record<string, string> = {};
  for (const name of FILES) {
    content[name] = (await Deno.readFile(`${folder}/${name}`)).toBase64();
  }
  return content;
}

function assertOneLine(text: string, part: string): void {
  assertStringIncludes(text, part);
  assertEquals(text.trimEnd().split("\n").length, 1, text);
}

Deno.test("a run leaves its results, which no second run replaces unless told", () =>
  withImages(async (folder) => {
    const args = [`--data=${folder}/images`, `--out=${folder}/a/b`];
    await decoderHere(args);
    const content = await contentOf(`${folder}/a/b`);
    const again = await decoder([...args, "--seed=1"]);
    assertEquals([again.code, again.out], [2, ""]);
    assertOneLine(again.err, "expected no results of an earlier run, found");
    assertEquals(await contentOf(`${folder}/a/b`), content);
    const diverged = await decoder([
      ...args,
      "--overwrite",
      "--learning-rate=1e10",
      "--epochs=1000",
      // A second step before the first epoch ends.
      "--batch-size=8",
    ]);
    assertEquals(diverged.code, 1);
    assertOneLine(diverged.err, "expected a finite loss, received NaN");
    assertEquals(await contentOf(`${folder}/a/b`), content);
    await decoderHere([...args, "--overwrite", "--seed=1"]);
    const replaced = await contentOf(`${folder}/a/b`);
    assert(replaced["weights.safetensors"] !== content["weights.safetensors"]);
  }));

Deno.test("a model that is told what images show draws a row of each class, and refuses classes that it does not know", () =>
  withImages(async (folder) => {
    const told = ["--conditional", "--model=keras", "--all", "--images=100"];
    const args = [SMALL[0], ...told, `--data=${folder}/images`];
    const out = await saidBy(main, [...args, `--out=${folder}/a`]);
    assertStringIncludes(out, "100 images, ");
    assertStringIncludes(out, "nats, of images it has seen");
    const { height } = decode(await Deno.readFile(`${folder}/a/samples.png`));
    assertEquals(height, 10 * 30 + 2);
    const labels = `${folder}/images/t10k-labels-idx1-ubyte`;
    const file = await Deno.readFile(labels);
    file[file.length - 1] = 10;
    await Deno.writeFile(labels, file);
    await assertRejects(
      () => saidBy(main, [...args, `--out=${folder}/b`]),
      UserError,
      "Cannot use --conditional: expected labels below 10, received 10 for image 7 in t10k-labels-idx1-ubyte",
    );
  }));

Deno.test("what cannot work is said in a line, before the training", () =>
  withImages(async (folder) => {
    const images = `--data=${folder}/images`;
    await Deno.mkdir(`${folder}/taken/samples.png`, { recursive: true });
    const taken = ["--overwrite", "--out", `${folder}/taken`];
    const wrong: [string[], string][] = [
      [taken, `${folder}/taken/samples.png, which is a folder`],
      [["--images=97", "--out", `${folder}/a`], "expected at most 96"],
      [
        ["--data", folder, "--out", `${folder}/a`],
        "expected a file train-images-idx3-ubyte",
      ],
    ];
    for (const [args, message] of wrong) {
      const set = args.includes("--data") ? [] : [images];
      using log = stub(console, "log");
      const { message: said } = await assertRejects(
        () => main([SMALL[0], ...set, ...args]),
        UserError,
      );
      assertOneLine(said, message);
      const out = log.calls.flatMap(({ args }) => args).join("\n");
      assert(!out.includes("epoch"), out);
    }
  }));

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

for (const [name, code] of Object.entries(SIGNALS)) {
  if (name === "SIGHUP" && !thorough()) continue;
  const signal = name as keyof typeof SIGNALS;
  Deno.test({
    name:
      `${signal} stops the training, a second one the report, and the weights are there`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withImages(async (folder) => {
        const args = [`--data=${folder}/images`, "--epochs=100000"];
        // One signal shows all that two do, but that the report is left out.
        for (const times of name === "SIGINT" ? [1, 2] : [2]) {
          const out = `${folder}/${times}`;
          let sent = 0;
          const run = await decoder([...args, "--out", out], (line, child) => {
            const due = sent === 0 && line.startsWith("epoch") ||
              sent === 1 && times === 2 && line.startsWith("stopping");
            if (!due) return;
            sent++;
            child.kill(signal);
          });
          assertEquals([run.code, run.err, sent], [code, "", times]);
          const file = await Deno.readFile(`${out}/weights.safetensors`);
          const { tensors } = decodeSafetensors(file);
          const values = Object.values(tensors).flatMap((
            { data },
          ) => [...data]);
          assert(values.length > 1e4 && values.every(Number.isFinite));
          if (times === 1) assertEquals(await countOf(out), FILES.length);
        }
      }),
  });
}

Deno.test({
  name:
    "a signal that comes after the training leaves the pictures out, and says so",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withImages(async (folder) => {
      const out = `${folder}/out`;
      const args = [`--data=${folder}/images`, `--out=${out}`];
      await decoderHere([...args, "--tested=8"]);
      const pictures = FILES.filter((name) => name.endsWith(".png"));
      const before = await contentOf(out);
      let told = false;
      const run = await decoder(
        [...args, "--overwrite", "--seed=1", "--tested=4000"],
        (line, child) => {
          if (line.startsWith("testing")) child.kill("SIGINT");
          told ||= line === "stopping without the pictures";
        },
      );
      const after = await contentOf(out);
      assertEquals([run.code, told], [130, true], run.out);
      assertOneLine(run.err, "from the earlier run, not replaced: recon");
      for (const name of pictures) assertEquals(after[name], before[name]);
    }, 4000),
});

async function countOf(folder: string): Promise<number> {
  return (await Array.fromAsync(Deno.readDir(folder))).length;
}

Deno.test("a closed pipe is no reason to lose a training", () =>
  withImages(async (folder) => {
    const args = [`--data=${folder}/images`, `--out=${folder}/out`];
    const child = new Deno.Command(Deno.execPath(), {
      args: [...RUN, ...args, "--epochs=3"],
      cwd: ROOT,
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    await child.stdout.cancel();
    assertEquals((await child.status).code, 0);
    assertEquals(await countOf(`${folder}/out`), FILES.length);
  }));

for (const columns of thorough() ? [40, 60, 80, 120] : [60]) {
  Deno.test({
    name:
      `at a terminal of ${columns} columns nothing is asked and the bar keeps to its line`,
    ignore: missingTerminal !== undefined,
    fn: () =>
      withImages(async (folder) => {
        const args = [`--data=${folder}/images`, `--out=${folder}/out`];
        const { code, asked, shown } = await runAtTerminal(
          [...RUN, ...args, "--epochs=2"],
          columns,
        );
        assertEquals([code, asked], [0, false], shown);
        // What stays ends with a line feed; what is written anew begins with a carriage return.
        const lines = shown.replaceAll("\x1b[K", "").split(/\r?\n/)
          .map((line) => line.split("\r"));
        const stay = lines.map((line) => line.at(-1) ?? "");
        assertEquals(
          stay.filter((line) => /^epoch.+loss/.test(line)).length,
          2,
        );
        assertEquals(stay.filter((line) => /^evaluation/.test(line)).length, 1);
        const drawn = lines.flatMap((line) => line.slice(0, -1));
        assert(drawn.length > 4);
        for (const line of drawn) assert(line.length < columns, line);
        assert(drawn.some((line) => /[#-]{8}\]/.test(line)) || columns < 60);
      }),
  });
}
