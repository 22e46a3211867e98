/** All benchmarks: `deno task bench` lists them, `deno task bench NAME` runs one, and `--help` behind it tells its options. */

import { type Benchmark, orUsage, start } from "./benchmark.ts";
import { aligned, refused } from "./options.ts";

/** What a benchmark is about; it is loaded when it is asked for. */
interface Entry {
  readonly about: string;
  load(): Promise<Benchmark>;
}

/** The benchmarks by name. */
export const BENCHMARKS: Readonly<Record<string, Entry>> = {
  kernels: {
    about: "kernels of a backend, beside what the processor can do at most",
    load: async () => (await import("./runs/kernels.ts")).kernels,
  },
  algorithms: {
    about: "the algorithms of a convolution in turn",
    load: async () => (await import("./runs/algorithms.ts")).algorithms,
  },
  layers: {
    about: "layers that move memory, beside a plain copy",
    load: async () => (await import("./runs/layers.ts")).layers,
  },
  fusing: {
    about: "a training step with kernels fused and not",
    load: async () => (await import("./runs/fusing.ts")).fusing,
  },
  against: {
    about: "training steps, beside those of another checkout",
    load: async () => (await import("./runs/against.ts")).against,
  },
  soak: {
    about: "memory over many steps; an error if it grows",
    load: async () => (await import("./runs/soak.ts")).soak,
  },
  cpu: {
    about: "the processor, beside other libraries (needs npm)",
    load: async () => (await import("./runs/cpu.ts")).cpu,
  },
  webgpu: {
    about: "the graphics card, beside other libraries (needs npm)",
    load: async () => (await import("./runs/webgpu.ts")).webgpu,
  },
  pack: {
    about: "webgpu in a folder, for a machine without network (needs npm)",
    load: async () => (await import("./runs/pack.ts")).pack,
  },
  epoch: {
    about: "an epoch of the decoder example, beside PyTorch",
    load: async () => (await import("./runs/epoch.ts")).epoch,
  },
};

/** Runs a benchmark, or says what can be run; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help") {
    const rows = Object.entries(BENCHMARKS).map(([name, { about }]) => [
      ...[name, about],
    ]);
    console.log(`deno task bench NAME [--help]\n\n${aligned(rows)}`);
    return 0;
  }
  return await orUsage(async () => {
    if (!Object.hasOwn(BENCHMARKS, name)) {
      const known = Object.keys(BENCHMARKS);
      throw refused("run a benchmark", "one of", known, name);
    }
    return await start(await BENCHMARKS[name].load(), rest);
  });
}

if (import.meta.main) Deno.exit(await main(Deno.args));
