/**
 * The decoder example's training step with kernels fused and not, in turn, on one thread: `deno run bench/fusing.ts
 * [steps]`. Times are medians of the processor's, which other programs disturb less than those of the clock.
 */

import process from "node:process";
import * as dg from "../mod.ts";
import type { Backend, Buffer } from "../backends/backend.ts";
import { FusingBackend } from "../backends/fusing/backend.ts";
import { WasmBackend } from "../backends/wasm/backend.ts";
import { VariationalAutoencoder } from "../examples/decoder/vae.ts";

const KERNELS = [
  "elementwise",
  "reduce",
  "matmul",
  "conv2d",
  "conv2dInputGrad",
  "conv2dKernelGrad",
  "random",
] as const;
const BATCH = 64, LATENT = 16;

function open(): Backend {
  return new WasmBackend({ threads: 1 });
}

/** What a step does, as the backend inside sees it. */
interface Count {
  kernels: number;
  peak: number;
}

/** Counts a backend's kernels and the most memory in use at a time. */
function watch(backend: Backend): Count {
  const count = { kernels: 0, peak: 0 };
  for (const name of KERNELS) {
    const run = backend[name];
    const value = (...args: unknown[]): void => {
      count.kernels++;
      Reflect.apply(run, backend, args);
    };
    Object.defineProperty(backend, name, { value });
  }
  const alloc = backend.alloc.bind(backend);
  const value = (length: number): Buffer => {
    const buffer = alloc(length);
    count.peak = Math.max(count.peak, backend.bytesInUse);
    return buffer;
  };
  Object.defineProperty(backend, "alloc", { value });
  return count;
}

/** A backend that computes nothing: what is left is the work around the kernels. */
function idle(): Backend {
  const backend = open();
  for (const name of KERNELS) {
    Object.defineProperty(backend, name, { value: () => {} });
  }
  return backend;
}

/** The example's step on a backend, which waits for its loss. */
async function stepOn(backend: Backend): Promise<() => Promise<void>> {
  await dg.setBackend(backend);
  dg.setRandomSeed(1);
  const vae = new VariationalAutoencoder(LATENT);
  const noise = new dg.SeedGenerator({ seed: 1 });
  const optimizer = new dg.optimizers.Adam({ learningRate: 0.001 });
  const trainer = new dg.Trainer({ model: vae, optimizer });
  const images = dg.randomUniform([BATCH, 28, 28, 1], { seed: 2 });
  return async () => {
    await dg.setBackend(backend);
    const loss = trainer.minimize(() => vae.negativeElbo(images, noise));
    await loss.item();
    loss[Symbol.dispose]();
  };
}

/** Runs steps in turn; gives the median of the times of each in milliseconds. */
async function time(
  steps: readonly (() => Promise<void>)[],
  rounds: number,
): Promise<string[]> {
  const times = steps.map(() => [] as number[]);
  for (let round = -5; round < rounds; round++) {
    for (const [i, step] of steps.entries()) {
      const began = process.cpuUsage();
      await step();
      const { user, system } = process.cpuUsage(began);
      if (round >= 0) times[i].push((user + system) / 1000);
    }
  }
  return times.map((all) =>
    all.toSorted((a, b) => a - b)[all.length >> 1].toFixed(2)
  );
}

if (import.meta.main) {
  const rounds = Number(Deno.args[0] ?? 30);
  const wrap = (fuse: boolean, backend: Backend): Backend =>
    fuse ? new FusingBackend(backend) : backend;
  for (const fuse of [false, true]) {
    const inner = open(), count = watch(inner);
    const step = await stepOn(wrap(fuse, inner));
    for (let i = 0; i < 3; i++) {
      count.kernels = count.peak = 0;
      await step();
    }
    const megabytes = ((count.peak - inner.bytesInUse) / 1e6).toFixed(1);
    console.log(
      `${
        fuse ? "fused" : "alone"
      }: ${count.kernels} kernels, ${megabytes} MB more at the peak than between steps`,
    );
  }
  const both = async (make: () => Backend) => [
    await stepOn(wrap(false, make())),
    await stepOn(wrap(true, make())),
  ];
  const [alone, fused] = await time(
    await both(open),
    rounds,
  );
  console.log(`step in ms: alone ${alone}, fused ${fused}`);
  const [bare, planned] = await time(await both(idle), 10 * rounds);
  console.log(`without kernels: alone ${bare}, fused ${planned}`);
}
