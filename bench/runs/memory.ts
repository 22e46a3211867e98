/** What a training step of a U-Net takes, with and without what is computed again, beside PyTorch. */

import { importMapFlags } from "../../tools/jsr.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { Cannot } from "../contest/peer.ts";
import { memoryOf } from "../contest/peer_process.ts";
import { type Program, pythonWith } from "../contest/python.ts";
import { count, list, UsageError } from "../options.ts";
import { digits, Footnotes, tableOf } from "../table.ts";

const PEERS = `${import.meta.dirname}/../peers`;
/** Milliseconds between two looks at a process. */
const PERIOD = 20;

/** The benchmark. */
export const memory: Benchmark = benchmark("memory", {
  batches: list(["16", "64", "256"], "images a step"),
  side: count(64, "pixels across an image, a multiple of 4"),
  steps: count(3, "steps of each"),
  backends: list(["wasm", "blas"], "our backends"),
}, async ({ batches, side, steps, backends }) => {
  if (side % 4) throw new UsageError("--side: expected a multiple of 4");
  const notes = new Footnotes(), rows: string[][] = [];
  for (const batch of batches) {
    for (const recompute of [false, true]) {
      const numbers = [recompute, batch, side, steps].map(String);
      const named = recompute ? `${batch}, recomputed` : batch;
      const programs = backends.map((name) =>
        [name, () => decograd(name, numbers)] as const
      );
      for (const [name, program] of [...programs, torch(numbers)]) {
        console.error(`${name}, ${named}`);
        const cells = await measured(program, notes);
        rows.push([`${named}: ${name}`, ...cells]);
      }
    }
  }
  const head = ["MB", "process", "tensors of a step", "residuals", "ms"];
  console.log(`${tableOf(head, rows)}\n\n${notes}`);
});

/** The cells of a program. */
async function measured(
  program: () => Promise<Program>,
  notes: Footnotes,
): Promise<string[]> {
  const megabytes = (bytes?: number) =>
    bytes === undefined ? "" : digits(bytes / 1e6);
  try {
    const { peak, told } = await run(await program());
    const { tensors, residuals, milliseconds } = told;
    return [
      ...[peak, tensors, residuals].map(megabytes),
      digits(milliseconds),
    ];
  } catch (error) {
    if (!(error instanceof Cannot)) throw error;
    return [notes.mark(error.message), "", "", ""];
  }
}

/** What a program tells of its steps: bytes, and the least time. */
interface Told {
  /** What lay there at most beside what lies there between steps. */
  readonly tensors?: number;
  /** What waits for the backward pass. */
  readonly residuals: number;
  readonly milliseconds: number;
}

/** The most memory that a program took, runtime and library included, and what it tells. */
async function run(
  { command, args }: Program,
): Promise<{ peak: number; told: Told }> {
  const child = new Deno.Command(command, {
    args: [...args],
    ...{ stdout: "piped", stderr: "piped" },
  }).spawn();
  let peak = NaN;
  const timer = setInterval(() => {
    const seen = memoryOf(child.pid).peak;
    if (!Number.isNaN(seen)) peak = seen;
  }, PERIOD);
  const { success, stdout, stderr } = await child.output();
  clearInterval(timer);
  const [out, said] = [stdout, stderr].map((b) => new TextDecoder().decode(b));
  if (!success) throw new Cannot(said.trim().split("\n").at(-1) ?? "it failed");
  return { peak, told: JSON.parse(out) };
}

async function decograd(
  backend: string,
  numbers: readonly string[],
): Promise<Program> {
  const flags = ["-A", "--no-check", "--no-lock", ...await importMapFlags()];
  const script = `${PEERS}/unet_memory.ts`;
  return {
    command: Deno.execPath(),
    args: ["run", ...flags, script, backend, ...numbers],
  };
}

function torch(
  numbers: readonly string[],
): [string, () => Promise<Program>] {
  const script = `${PEERS}/torch_unet.py`;
  return ["PyTorch", async () => {
    return { command: await pythonWith("torch"), args: [script, ...numbers] };
  }];
}
