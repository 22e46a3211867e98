/**
 * Ranks that are not alike, one case after the other: rank 1 differs, in `fit` or in a loop of one's own. Each rank prints
 * what becomes of each case, and they meet before the next.
 */

import * as dg from "@decograd/decograd";
import * as distributed from "@decograd/decograd/distributed";

const group = await distributed.init({ backend: "mpi", timeout: 60 });
const isOther = group.rank === 1;
const { Dense } = dg.layers;
const first = { units: 3, name: "first", inputShape: [2] } as const;

function modelOf(options: dg.layers.DenseOptions = first): dg.Sequential {
  dg.setRandomSeed(1);
  const last = new Dense({ units: 1, name: "last" });
  return new dg.Sequential([new Dense(options), last], { name: "net" });
}

function distribute(inner: dg.optimizers.OptimizerIdentifier = "sgd") {
  return new distributed.DistributedOptimizer(inner, { name: "optimizer" });
}

const samples = (count: number) =>
  [dg.ones([count, 2]), dg.ones([count, 1])] as const;

function fit(
  { model = modelOf(), inner, metrics, count = 8, ...options }:
    & dg.FitOptions
    & {
      model?: dg.Sequential;
      inner?: dg.optimizers.OptimizerIdentifier;
      metrics?: "mae"[];
      count?: number;
    },
) {
  model.compile({ optimizer: distribute(inner), loss: "mse", metrics });
  const [x, y] = samples(count);
  return model.fit(x, y, { batchSize: 4, verbose: 0, ...options });
}

/** Batches of which nobody knows before how many there are. */
async function fitBatches(count: number): Promise<void> {
  const model = modelOf();
  model.compile({ optimizer: distribute(), loss: "mse" });
  await model.fit({
    *[Symbol.iterator]() {
      for (let i = 0; i < count; i++) yield samples(4);
    },
  }, { verbose: 0 });
}

/** A loop of one's own. */
function loop(model: dg.Sequential, steps = 1): void {
  const optimizer = distribute();
  const trainer = new dg.Trainer({ model, optimizer, loss: "mse" });
  for (let i = 0; i < steps; i++) trainer.step(...samples(4));
  group.barrier();
}

/** A step of an optimizer that is built by it: the weights have been there before. */
function stepByHand(model: dg.Sequential): void {
  const variables = model.trainableVariables;
  const { gradients } = dg.valueAndGrad(
    () => model.apply(samples(4)[0]).mean(),
    variables,
  );
  distribute().apply(gradients, variables);
}

function withNaN(model: dg.Sequential): dg.Sequential {
  model.weights[0].assign(dg.full([2, 3], NaN));
  return model;
}

async function onOtherBackend(): Promise<dg.Sequential> {
  if (isOther) await dg.setBackend("reference");
  return modelOf();
}

/** One of the first rank's, as one that draws a picture with a model of its own has. */
function countedNames(): dg.Sequential {
  if (!isOther) new Dense({ units: 1 });
  dg.setRandomSeed(1);
  return new dg.Sequential([
    new Dense({ units: 3, inputShape: [2] }),
    new Dense({ units: 1 }),
  ]);
}

function frozen(): dg.Sequential {
  const model = modelOf();
  if (isOther) model.layers[0].trainable = false;
  return model;
}

/** Each rank draws other weights, some of which are not trained: a Trainer has all begin with those of the first. */
async function beginsAlike(): Promise<void> {
  dg.setRandomSeed(2 + group.rank);
  const model = new dg.Sequential([
    new Dense({ ...first, trainable: false }),
    new dg.layers.BatchNormalization(),
    new Dense({ units: 1 }),
  ]);
  loop(model, 2);
  // Statistics are of the same samples.
  for (const { path, value } of model.weights) {
    const own = await value.data(), root = group.broadcast(own);
    if (own.join() !== root.join()) throw new Error(`${path} is another`);
  }
}

const CASES: Readonly<Record<string, () => unknown>> = {
  "counted names": () => fit({ model: countedNames() }),
  "counted names, by hand": () => stepByHand(countedNames()),
  "names as if counted": () => {
    // Of which one rank alone has counted any.
    if (!isOther) new dg.layers.Flatten();
    return fit({ model: modelOf({ ...first, name: "flatten_1" }) });
  },
  "a backend": async () => fit({ model: await onOtherBackend() }),
  "a backend, by hand": async () => stepByHand(await onOtherBackend()),
  "a shape": () =>
    fit({ model: modelOf({ ...first, units: isOther ? 4 : 3 }) }),
  "a name": () =>
    loop(modelOf({ ...first, name: isOther ? "other" : "first" })),
  "what is frozen": () => fit({ model: frozen() }),
  "weights": () => {
    const model = modelOf();
    if (isOther) model.weights[2].assign(dg.ones([3, 1]));
    stepByHand(model);
  },
  "other seeds": beginsAlike,
  "NaN": () => fit({ model: withNaN(modelOf()) }),
  "NaN on one": () => stepByHand(isOther ? withNaN(modelOf()) : modelOf()),
  "NaN on both": () => stepByHand(withNaN(modelOf())),
  "an optimizer": () => fit({ inner: isOther ? "adam" : "sgd" }),
  "a rate": () => fit({ inner: new dg.optimizers.SGD(isOther ? 0.5 : 0.25) }),
  "accumulation": () => {
    const gradientAccumulationSteps = isOther ? 3 : 2;
    return fit({ inner: new dg.optimizers.SGD({ gradientAccumulationSteps }) });
  },
  "samples": () => fit({ count: isOther ? 8 : 12 }),
  "no samples": () => fit({ count: isOther ? 0 : 12 }),
  "batches": () => fitBatches(isOther ? 1 : 2),
  "no batches": () => fitBatches(isOther ? 0 : 2),
  "steps of a loop": () => loop(modelOf(), isOther ? 1 : 2),
  "epochs": () => fit({ epochs: isOther ? 1 : 2 }),
  "validation": () => fit({ validationData: isOther ? null : samples(4) }),
  "metrics": () => fit({ metrics: isOther ? [] : ["mae"] }),
  "fit on one": () => isOther ? group.barrier() : fit({}),
  "labels": async () => {
    const model = modelOf();
    model.compile({ optimizer: distribute(), loss: "mse" });
    const x = dg.full([4, 2], isOther ? NaN : 1);
    await model.fit(x, dg.ones([4, 1]), { verbose: 0 });
  },
};

for (const [name, run] of Object.entries(CASES)) {
  await dg.setBackend("wasm", { threads: 1 });
  let said = "";
  try {
    await run();
  } catch (error) {
    said = String(error);
  }
  console.log(JSON.stringify([name, group.rank, said]));
  // One of them may have another call to be told of.
  for (let isTogether = false; !isTogether;) {
    try {
      group.barrier();
      isTogether = true;
    } catch (error) {
      if (!(error instanceof dg.ValueError)) throw error;
    }
  }
}
