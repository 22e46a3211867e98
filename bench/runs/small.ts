/** Work so small that what surrounds the kernels is all there is, on one thread. Times are the processor's. */

import process from "node:process";
import * as dg from "../../mod.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";
import { deepStep, DEPTH, UNITS } from "../steps/deep.ts";
import { median } from "../table.ts";

/** Rounds before the first one that is measured. */
const WARM_UP = 10;

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
      const began = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(began);
      if (round >= 0) all.push((user + system) / times);
    }
    console.log(`${name}: ${median(all).toFixed(1)} microseconds`);
  }
});

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
    { name: `a step of ${DEPTH} Dense(${UNITS})`, times: 1, run: deepStep(dg) },
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
