/**
 * Work so small that what surrounds the kernels is much of it, on one thread, and how much. Times are the processor's, of
 * steps the median of turns and the least. A share is that of the same step with kernels that do nothing, by the least times
 * of both.
 */

import process from "node:process";
import * as dg from "../../mod.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { VariationalAutoencoder as Model } from "../../examples/vae/vae.ts";
import { Cannot } from "../contest/peer.ts";
import { pythonWith } from "../contest/python.ts";
import { count } from "../options.ts";
import { decoderStep, type Step } from "../steps/decoder.ts";
import { convStep, deepStep, denseStep, DEPTH, UNITS } from "../steps/deep.ts";
import { IdleKernels } from "../steps/idle_kernels.ts";
import { digits, median, tableOf } from "../table.ts";

/** Rounds before the first one that is measured. */
const WARM_UP = 10;
/** Turns of the largest step before any kernel is idle: products try their tiles in them, by the clock. */
const SETTLING = 50;
/** Milliseconds for which steps are made in a row, at the least. */
const TURN = 60;

/** Something small to do, so many times in a run. */
interface Work {
  readonly name: string;
  readonly times: number;
  readonly run: () => Promise<void>;
}

/** The benchmark. */
export const small: Benchmark = benchmark("small", {
  rounds: count(30, "rounds of each; the median is printed"),
}, async ({ rounds }) => {
  await dg.setBackend("wasm", { threads: 1 });
  for (const { name, times, run } of works()) {
    const all: number[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const time = await timeOf(run);
      if (round >= 0) all.push(time / times);
    }
    console.log(`${name}: ${median(all).toFixed(1)} microseconds`);
  }
  await printShares(rounds);
});

/** Microseconds of the processor. */
async function timeOf(run: () => Promise<void>): Promise<number> {
  const began = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** Prints of which steps how much is spent around the kernels. */
async function printShares(rounds: number): Promise<void> {
  using kernels = new IdleKernels();
  // One of its own, whose kernels have not been compiled yet.
  await dg.setBackend(new FusingBackend(new WasmBackend({ threads: 1 })));
  const steps: readonly (readonly [name: string, step: Step])[] = [
    [`${DEPTH} Dense(${UNITS})`, deepStep(dg)],
    ["20 Dense(64), batches of 32", denseStep(dg)],
    ["20 Conv2D(8) on 8 x 8, batches of 32", convStep(dg)],
    ["the decoder", decoderStep({ dg, Model })],
  ];
  const largest = steps[steps.length - 1][1];
  for (let round = 0; round < SETTLING; round++) await turn(largest);
  const peers = await torchTimes(rounds);
  const rows: string[][] = [];
  for (const [i, [name, step]] of steps.entries()) {
    for (let round = 0; round < WARM_UP; round++) await turn(step);
    kernels.calls = 0;
    await step();
    const { calls } = kernels, all: number[] = [], idle: number[] = [];
    for (let round = 0; round < rounds; round++) {
      kernels.areIdle = round % 2 === 1;
      (kernels.areIdle ? idle : all).push(await turn(step));
    }
    kernels.areIdle = false;
    const [whole, around] = [Math.min(...all), Math.min(...idle)];
    const share = `${(100 * around / whole).toFixed(1)}%`;
    const ours = medianAndLeast(all), theirs = medianAndLeast(peers[i] ?? []);
    rows.push([name, ours, digits(around), share, `${calls}`, theirs]);
  }
  const own = ["a step", "ms", "around kernels, ms", "share", "calls"];
  console.log(`\n${tableOf([...own, "PyTorch, ms"], rows)}`);
}

function medianAndLeast(times: readonly number[]): string {
  if (times.length === 0) return "-";
  return `${digits(median(times))} (${digits(Math.min(...times))})`;
}

/** Turns of the same steps in PyTorch on one thread, of those that it has; none where it is not there. */
async function torchTimes(rounds: number): Promise<number[][]> {
  const script = `${import.meta.dirname}/../peers/torch_deep.py`;
  try {
    const python = await pythonWith("torch");
    const command = new Deno.Command(python, {
      args: [script, `${rounds}`, `${TURN}`],
      stderr: "inherit",
    });
    const { success, stdout } = await command.output();
    if (!success) throw new Cannot("PyTorch failed, as it says above");
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch (error) {
    if (!(error instanceof Cannot)) throw error;
    console.log(error.message);
    return [];
  }
}

/** Milliseconds of the processor a step, over as many as fill a turn. */
async function turn(step: Step): Promise<number> {
  const began = performance.now();
  let count = 0;
  const time = await timeOf(async () => {
    do {
      await step();
      count++;
    } while (performance.now() - began < TURN);
  });
  return time / 1000 / count;
}

function works(): Work[] {
  const one = dg.ones([1]), x = dg.ones([1, UNITS]);
  const dense = new dg.layers.Dense({ units: UNITS });
  return [
    {
      name: "an op on one element",
      times: 1000,
      run: async () => {
        using sum = chained(one, 1000);
        await sum.data();
      },
    },
    {
      name: "Dense.apply",
      times: 200,
      run: async () => {
        using last = applied(dense, x, 200);
        await last.data();
      },
    },
  ];
}

function applied(
  layer: dg.layers.Layer,
  x: dg.Tensor,
  times: number,
): dg.Tensor {
  for (let i = 1; i < times; i++) {
    using _unused = layer.apply(x);
  }
  return layer.apply(x);
}

function chained(x: dg.Tensor, ops: number): dg.Tensor {
  using scope = new dg.Scope();
  let y = x;
  for (let i = 0; i < ops; i++) y = dg.add(y, x);
  return scope.keep(y);
}
