/** What `fit` costs over a bare loop of `trainOnBatch` that reads nothing: epochs of both in turn. */

import process from "node:process";
import * as dg from "../../mod.ts";
import { type Benchmark, benchmark } from "../benchmark.ts";
import { backend, count } from "../options.ts";
import { median } from "../table.ts";

const FEATURES = 64, OUTPUTS = 8;

/** The benchmark. */
export const fit: Benchmark = benchmark("fit", {
  backend: backend(),
  units: count(256, "units of the hidden layer"),
  batch: count(128, "samples of a step"),
  steps: count(200, "steps of an epoch"),
  rounds: count(9, "rounds, in each of which both take a turn"),
}, async ({ backend, units, batch, steps, rounds }) => {
  await dg.setBackend(backend);
  const [x, y] = [FEATURES, OUTPUTS].map((size) =>
    dg.randomNormal([batch * steps, size])
  );
  const model = new dg.Sequential([
    new dg.layers.Dense({ units, activation: "relu", inputShape: [FEATURES] }),
    new dg.layers.Dense({ units: OUTPUTS }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const turns = {
    bare: async () => {
      for (let i = 0; i < steps; i++) {
        using _scope = new dg.Scope();
        const [inputs, targets] = [x, y].map((all) =>
          all.slice([i * batch, 0], [batch, all.shape[1]])
        );
        model.trainOnBatch(inputs, targets);
      }
      await model.getWeights()[0].data();
    },
    fit: async () => {
      await model.fit(x, y, { batchSize: batch, shuffle: false, verbose: 0 });
      await model.getWeights()[0].data();
    },
  };
  const times = { bare: [] as number[], fit: [] as number[] };
  const names = ["bare", "fit"] as const;
  for (const name of names) await turns[name]();
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? names.toReversed() : names) {
      const before = process.cpuUsage();
      await turns[name]();
      const { user, system } = process.cpuUsage(before);
      times[name].push((user + system) / 1000 / steps);
    }
  }
  const [bare, whole] = names.map((name) => median(times[name]));
  const ratios = times.fit.map((time, i) => time / times.bare[i]);
  const more = 100 * (median(ratios) - 1);
  console.log(
    `step in ms of the processor: bare ${bare.toFixed(3)}, fit ${
      whole.toFixed(3)
    }, ${more.toFixed(1)} % more`,
  );
});
