/**
 * `fit` with callbacks, each rank on a share of the same samples. The arguments: `mpi` or `none`, a folder to keep the training
 * in, after which epoch the first rank, and no other, is asked to stop, and from which file it goes on, if from any. Prints
 * what rank 0 has seen, and what all have.
 */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const BATCH = 16, COUNT = 16 * 6 + 3;
const [backend, folder, last, resumeFrom = null] = Deno.args;
const group = await distributed.init({
  backend: backend as "mpi" | "none",
  timeout: 100,
});
await dg.setBackend("wasm", { threads: 1 });
dg.setRandomSeed(1);
const x = await dg.randomNormal([COUNT, 3]).data();
const y = x.map((value) => Math.sin(value));
const shape = [COUNT, 3];
const samples = dg.data.Dataset
  .fromTensorSlices({ shape, data: x }, { shape, data: y })
  .take(COUNT - COUNT % BATCH)
  .shuffle({ seed: 3 })
  .shard(group)
  .batch(BATCH / group.size);

const model = new dg.Sequential([
  new dg.layers.Dense({ units: 16, activation: "tanh", inputShape: [3] }),
  new dg.layers.BatchNormalization({ momentum: 0.5, trainable: false }),
  new dg.layers.Dense({ units: 3 }),
]);
const optimizer = new distributed.DistributedOptimizer(
  // An epoch of 6 steps ends between two updates.
  new dg.optimizers.Adam({ gradientAccumulationSteps: 4, useEma: true }),
);
model.compile({ optimizer, loss: "mse", metrics: ["mae"] });

const stop = new AbortController();
const told: string[] = [];
const callbacks = [
  new dg.callbacks.BackupAndRestore({ backupDir: folder }),
  // Between two updates, too.
  new dg.callbacks.ModelCheckpoint({
    filepath: `${folder}.steps/{epoch}-{batch}.safetensors`,
    ...{ saveTraining: true, saveFreq: 5 },
  }),
  // Rank 0 puts the averages in the place of the weights, with which all validate.
  new dg.callbacks.SwapEMAWeights(),
  // Halves the rate: on the first rank alone, as all callbacks, but for all.
  new dg.callbacks.LearningRateScheduler((epoch) => 0.02 / (epoch + 1)),
  new dg.callbacks.LambdaCallback({
    onEpochEnd: (epoch) => {
      told.push(`end of epoch ${epoch} on rank ${group.rank}`);
      if (epoch === Number(last)) stop.abort();
    },
  }),
];
const { history, epoch } = await model.fit(samples, {
  ...{ epochs: 4, callbacks, verbose: 2, validationData: samples },
  ...{ signal: stop.signal, resumeFrom },
});

const values = await Promise.all(
  model.weights.map(async ({ value }) => [...await value.data()]),
);
const own = Float64Array.of(
  ...[optimizer.learningRate, told.length, ...history.loss],
  ...values.flat(),
);
const all = group.allGather(own);
if (group.rank === 0) {
  const ranks = Array.from(
    { length: group.size },
    (_, rank) => [...all.subarray(own.length * rank, own.length * (rank + 1))],
  );
  console.log(JSON.stringify({ history, epoch, told, ranks }));
}
