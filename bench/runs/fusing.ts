/**
 * The decoder example's training step with kernels fused and not, in turn, on one thread. Times are medians of the
 * processor's, which other programs disturb less than those of the clock.
 */

import process from "node:process";
import * as dg from "../../mod.ts";
import type { Backend, Buffer } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";
import { decoderStep, type Step } from "../steps/decoder.ts";
import { median } from "../table.ts";

const KERNELS = [
  "elementwise",
  "reduce",
  "matmul",
  "conv2d",
  "conv2dInputGrad",
  "conv2dKernelGrad",
  "random",
] as const;
/** Steps before the first one that is measured. */
const WARM_UP = 5;

/** The benchmark. */
export const fusing: Benchmark = benchmark("fusing", {
  steps: count(30, "steps of each"),
}, async ({ steps }) => {
  for (const fuse of [false, true]) await printCounts(fuse);
  const [alone, fused] = await times(await stepsOn(open), steps);
  console.log(`step in ms: alone ${alone}, fused ${fused}`);
  const [bare, planned] = await times(await stepsOn(idle), 10 * steps);
  console.log(`without kernels: alone ${bare}, fused ${planned}`);
});

/** Prints how many kernels a step runs, and the memory that it takes. */
async function printCounts(fuse: boolean): Promise<void> {
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

function open(): Backend {
  return new WasmBackend({ threads: 1 });
}

/** A step as the backend inside sees it. */
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

function wrap(fuse: boolean, backend: Backend): Backend {
  return fuse ? new FusingBackend(backend) : backend;
}

/** The step on two backends of a kind, alone and fused. */
async function stepsOn(make: () => Backend): Promise<Step[]> {
  return [
    await stepOn(wrap(false, make())),
    await stepOn(wrap(true, make())),
  ];
}

async function stepOn(backend: Backend): Promise<Step> {
  await dg.setBackend(backend);
  const step = decoderStep({ dg, Model: VariationalAutoencoder });
  return async () => {
    await dg.setBackend(backend);
    await step();
  };
}

/** Runs steps in turn; resolves to the median of each one's times, in milliseconds. */
async function times(
  steps: readonly Step[],
  rounds: number,
): Promise<string[]> {
  const times = steps.map(() => [] as number[]);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [i, step] of steps.entries()) {
      const began = process.cpuUsage();
      await step();
      const { user, system } = process.cpuUsage(began);
      if (round >= 0) times[i].push((user + system) / 1000);
    }
  }
  return times.map((all) => median(all).toFixed(2));
}
