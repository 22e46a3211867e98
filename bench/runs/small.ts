/** Work so small that what surrounds the kernels is all there is, on one thread. Times are the processor's. */

import process from "node:process";
import * as dg from "../../mod.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { count } from "../options.ts";
import { median } from "../table.ts";

/** Layers of the deep net, and units of each. */
const DEPTH = 100, UNITS = 8;
/** Rounds before the first one that is measured. */
const WARM_UP = 10;

/** Something small to do, and how often in a round. */
interface Work {
  readonly name: string;
  readonly calls: number;
  readonly run: () => void | Promise<void>;
}

/** The benchmark. */
export const small: Benchmark = benchmark("small", {
  rounds: count(30, "rounds of each; the median is printed"),
}, async ({ rounds }) => {
  await dg.setBackend("wasm", { threads: 1 });
  for (const { name, calls, run } of works()) {
    const times: number[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const began = process.cpuUsage();
      for (let call = 0; call < calls; call++) await run();
      const { user, system } = process.cpuUsage(began);
      if (round >= 0) times.push((user + system) / calls);
    }
    console.log(`${name}: ${median(times).toFixed(1)} microseconds`);
  }
});

function works(): Work[] {
  const one = dg.ones([1]), x = dg.ones([1, UNITS]);
  const dense = new dg.layers.Dense({ units: UNITS });
  return [
    {
      name: "an op on one element",
      calls: 20,
      run: async () => {
        using sum = chained(one, 50);
        await sum.data();
      },
    },
    {
      name: "Dense.apply",
      calls: 20,
      run: async () => {
        for (let i = 0; i < 50; i++) {
          using y = dense.apply(x);
          if (i === 49) await y.data();
        }
      },
    },
    { name: `a step of ${DEPTH} Dense(${UNITS})`, calls: 5, run: deepStep() },
  ];
}

function chained(x: dg.Tensor, ops: number): dg.Tensor {
  using scope = new dg.Scope();
  let y = x;
  for (let i = 0; i < ops; i++) y = dg.add(y, x);
  return scope.keep(y);
}

/** A step of training of a net that is deep and narrow, its loss read. */
function deepStep(): () => Promise<void> {
  const net = new dg.Sequential(
    Array.from(
      { length: DEPTH },
      () => new dg.layers.Dense({ units: UNITS, activation: "tanh" }),
    ),
  );
  const optimizer = new dg.optimizers.Adam();
  const trainer = new dg.Trainer({ model: net, optimizer });
  const x = dg.randomNormal([32, UNITS], { seed: 1 });
  const y = dg.randomNormal([32, UNITS], { seed: 2 });
  return async () => {
    using loss = trainer.minimize(() =>
      dg.mean(dg.square(dg.sub(net.apply(x), y)))
    );
    await loss.item();
  };
}
