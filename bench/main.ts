/** All benchmarks: `deno task bench` lists them, `deno task bench NAME` runs one, and `--help` behind it lists its options. */

import { type Benchmark, orUsage, start } from "./benchmark.ts";
import { aligned, refused } from "./options.ts";

/** The benchmarks: each is an export of the file in runs/ that has its name. */
export const BENCHMARKS: Readonly<Record<string, string>> = {
  kernels: "kernels of a backend, beside what the processor can do at most",
  tiles: "products by each tile, in Node with flags, too",
  addresses: "steps of wasm on memories of 32 and of 64 bits",
  algorithms: "the algorithms of a convolution in turn",
  scaling: "convolutions as one size grows, and where they take a jump",
  layers: "layers that move memory, beside a plain copy",
  fusing: "a training step with kernels fused and not",
  against: "training steps, beside those of another checkout",
  fit: "what fit costs over a bare loop of trainOnBatch",
  soak: "memory over many steps; an error if it grows",
  memory: "what a training step of a U-Net takes, beside PyTorch",
  small: "ops, layers and a step so small that kernels take no time",
  files: "models saved and loaded, beside plain reading and writing",
  cpu: "the processor, beside other libraries (needs npm)",
  webgpu: "the graphics card, beside other libraries (needs npm)",
  counts: "what training asks of the graphics card (needs npm)",
  pack: "webgpu in a folder, for a machine without network (needs npm)",
  bundle: "bytes of programs for a page, and which rooms they are of",
  exchange: "sums over processes, beside plain MPI (needs mpicc)",
  ranks: "steps of two processes, and what is predicted up to 256",
  epoch: "an epoch of the decoder example, beside PyTorch and TensorFlow",
};

/** Loads a benchmark with all that it needs, which the others do not. */
export async function load(name: string): Promise<Benchmark> {
  const module: Record<string, Benchmark> = await import(`./runs/${name}.ts`);
  return module[name];
}

/** Runs a benchmark, or says which there are; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help") {
    const list = aligned(Object.entries(BENCHMARKS));
    console.log(`deno task bench NAME [--help]\n\n${list}`);
    return 0;
  }
  return await orUsage(async () => {
    if (!Object.hasOwn(BENCHMARKS, name)) {
      const known = Object.keys(BENCHMARKS);
      throw refused("run a benchmark", "one of", known, name);
    }
    return await start(await load(name), rest);
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
