/**
 * Trains the same model on a share of the same samples each, as often as it is told to; rank 0 prints for each training the
 * losses of the steps, and of which bits the weights are. The arguments: `mpi` or `none`, and for each training how many
 * steps an update takes.
 */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const BATCH = 16, STEPS = 20;
const [backend, ...trainings] = Deno.args;
const group = await distributed.init({
  backend: backend as "mpi" | "none",
  timeout: 100,
});
await dg.setBackend("wasm", { threads: 1 });
const count = BATCH * STEPS;
const x = dg.randomNormal([count, 5], { seed: 1 });
dg.setRandomSeed(5);
const y = decoder().apply(x);
const shaped = await Promise.all([x, y].map(async (tensor) => ({
  shape: tensor.shape,
  data: await tensor.data(),
})));

async function train(accumulated: number) {
  // Weights that differ from rank to rank, until those of rank 0 are shared.
  dg.setRandomSeed(7 + group.rank);
  const model = decoder();
  const optimizer = new distributed.DistributedOptimizer(
    new dg.optimizers.Adam({
      learningRate: 0.02,
      gradientAccumulationSteps: accumulated === 1 ? null : accumulated,
    }),
  );
  const trainer = new dg.Trainer({ model, optimizer, loss: "mse" });
  const samples = dg.data.Dataset
    .fromTensorSlices(shaped[0], shaped[1])
    .shuffle({ seed: 3 })
    .shard(group)
    .batch(BATCH / group.size);
  const losses: number[] = [];
  for await (const [images, targets] of samples) {
    using loss = trainer.step(dg.tensor(images), dg.tensor(targets));
    using mean = group.allReduce(loss, { op: "mean" });
    losses.push(await mean.item());
  }
  const values = await Promise.all(
    model.weights.map(async ({ value }) => [...await value.data()]),
  );
  const bits = new Uint32Array(Float32Array.from(values.flat()).buffer)
    .reduce((sum, word) => Math.imul(sum, 31) + word | 0, 7);
  return { losses, bits: [...group.allGather(Float64Array.of(bits))] };
}

function decoder() {
  return new dg.Sequential([
    new dg.layers.Dense({ units: 144, activation: "relu", inputShape: [5] }),
    new dg.layers.Reshape([6, 6, 4]),
    new dg.layers.Conv2DTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
  ]);
}

const said = [];
for (const accumulated of trainings) {
  said.push(await train(Number(accumulated)));
}
if (group.rank === 0) console.log(JSON.stringify(said));
