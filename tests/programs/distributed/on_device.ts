/**
 * Trains on WebGPU, twice with a share of the samples on each rank and once, on rank 0, with all of them: by `fit`, and in a
 * loop of one's own. Rank 0 prints the losses, which bits the weights are, how often each step has read, and what is refused.
 */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const BATCH = 8, STEPS = 6;
const group = await distributed.init({ backend: "mpi", timeout: 100 });
await dg.setBackend("webgpu");
let reads = 0;
const { mapAsync } = GPUBuffer.prototype;
GPUBuffer.prototype.mapAsync = function (...args) {
  // Behind a loss scale an optimizer asks for its count of steps, a single number, whenever the device has time for it.
  if (args[2]! > Float32Array.BYTES_PER_ELEMENT) reads++;
  return mapAsync.apply(this, args);
};

const alone = await distributed.init({ backend: "none" });
await distributed.init({ backend: "mpi" });
const count = BATCH * STEPS;
const x = await dg.randomNormal([count, 3], { seed: 1 }).data();
const y = x.map((value) => Math.sin(value));
const samples = dg.data.Dataset.fromTensorSlices(
  { shape: [count, 3], data: x },
  { shape: [count, 3], data: y },
);

const refused = [byApply, synchronized].map((f) => {
  try {
    return `${f()}`;
  } catch (error) {
    return `${error}`;
  }
});
const told = [];
for (const ranks of [group, group, alone]) {
  if (ranks === alone && group.rank > 0) break;
  told.push({ fit: await byFit(ranks), loop: await byHand(ranks) });
}
group.barrier();
if (group.rank === 0) console.log(JSON.stringify({ told, refused }));

function made(
  ranks: distributed.Group,
  innerOptimizer: dg.optimizers.Optimizer,
) {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 8, activation: "tanh", inputShape: [3] }),
    new dg.layers.Dense({ units: 3 }),
  ]);
  return {
    model,
    optimizer: new distributed.DistributedOptimizer({
      innerOptimizer,
      group: ranks,
    }),
  };
}

async function byFit(ranks: distributed.Group) {
  // Weights that differ from rank to rank, until those of rank 0 are shared.
  dg.setRandomSeed(3 + ranks.rank);
  const { model, optimizer } = made(
    ranks,
    // An epoch ends between two updates.
    new dg.optimizers.Adam({
      learningRate: 0.01,
      gradientAccumulationSteps: 4,
    }),
  );
  model.compile({ optimizer, loss: "mse", metrics: ["mae"] });
  const data = samples.shard(ranks).batch(BATCH / ranks.size);
  const { history } = await model.fit(data, { epochs: 2, verbose: 0 });
  return { ...history, bits: await bitsOf(model, ranks) };
}

async function byHand(ranks: distributed.Group) {
  dg.setRandomSeed(5);
  const inner = new dg.optimizers.LossScaleOptimizer(
    new dg.optimizers.Adam({ learningRate: 0.01 }),
  );
  const { model, optimizer } = made(ranks, inner);
  const trainer = new dg.Trainer({ model, optimizer });
  const losses: number[] = [], readBy: number[] = [];
  const data = samples.shard(ranks).batch(BATCH / ranks.size);
  for await (const [inputs, targets] of data) {
    using batch = dg.tensor(inputs), wanted = dg.tensor(targets);
    const before = reads;
    using loss = await trainer.minimizeAsync(() =>
      dg.losses.meanSquaredError(wanted, model.apply(batch)).mean()
    );
    readBy.push(reads - before);
    const own = Float64Array.of(await loss.item());
    losses.push(ranks.allReduce(own, { op: "mean" })[0]);
  }
  return { losses, readBy, bits: await bitsOf(model, ranks) };
}

async function bitsOf(model: dg.Sequential, ranks: distributed.Group) {
  const values = await Promise.all(
    model.weights.map(async ({ value }) => [...await value.data()]),
  );
  const bits = new Uint32Array(Float32Array.from(values.flat()).buffer)
    .reduce((sum, word) => Math.imul(sum, 31) + word | 0, 7);
  return [...ranks.allGather(Float64Array.of(bits))];
}

function byApply() {
  const { model, optimizer } = made(group, new dg.optimizers.SGD());
  new dg.Trainer({ model, optimizer, loss: "mse" })
    .step(dg.ones([2, 3]), dg.ones([2, 3]));
}

function synchronized() {
  new dg.layers.BatchNormalization({ synchronized: true })
    .apply(dg.ones([2, 3]), { training: true });
}
