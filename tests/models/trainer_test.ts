/** The training step: whole runs against Keras's, models not built yet, frozen layers, memory. */

import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  assertRefuses,
  type Call,
  wrongOptions,
} from "../training/refusals.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

interface Run {
  readonly run: string;
  readonly initial_weights: FixtureTensor[];
  readonly batch_size: number;
  readonly epochs: number;
  readonly loss_per_epoch: number[];
  readonly final_weights: FixtureTensor[];
  readonly predict: FixtureTensor;
  readonly evaluate: number;
}

const { x, y, runs } = loadFixture<{
  readonly x: FixtureTensor;
  readonly y: FixtureTensor;
  readonly runs: Run[];
}>("behaviour/decoder_training.json");

const { Conv2DTranspose, Dense, Reshape } = dg.layers;
const { Sequential } = dg;

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

/** The fixture's decoder, with what its last run puts on the first transposed convolution if `bound`. */
function decoder(bound: boolean): dg.Sequential {
  const bounds = bound
    ? {
      kernelRegularizer: new dg.regularizers.L2({ l2: 0.01 }),
      activityRegularizer: new dg.regularizers.L1({ l1: 0.001 }),
      kernelConstraint: new dg.constraints.MaxNorm({
        maxValue: 0.8,
        axis: [0, 1, 3],
      }),
      biasConstraint: "non_neg" as const,
    }
    : {};
  const same = { strides: 2, padding: "same" } as const;
  return new Sequential([
    new Dense({ units: 16, activation: "relu", inputShape: [6] }),
    new Reshape({ targetShape: [2, 2, 4] }),
    new Conv2DTranspose({
      filters: 3,
      kernelSize: 3,
      activation: "relu",
      ...same,
      ...bounds,
    }),
    new Conv2DTranspose({
      filters: 1,
      kernelSize: 4,
      activation: "sigmoid",
      ...same,
    }),
  ]);
}

const OPTIMIZERS: Record<string, () => dg.optimizers.Optimizer> = {
  "sgd mse": () => new dg.optimizers.SGD({ learningRate: 0.5, momentum: 0.9 }),
  "adam mse + l2 kernel + l1 activity + max_norm + non_neg bias": () =>
    new dg.optimizers.Adam({ learningRate: 0.02, clipnorm: 0.7 }),
};

forEachBackend("a decoder learns as Keras's does", async () => {
  for (const run of runs) {
    const model = decoder(run.run.includes("max_norm"));
    model.build([null, 6]);
    model.setWeights(run.initial_weights.map(tensor));
    const trainer = new dg.Trainer({
      model,
      optimizer: OPTIMIZERS[run.run](),
      loss: "mse",
    });
    const [count, size] = [x.shape[0], run.batch_size];
    const inputs = tensor(x), targets = tensor(y);
    for (const expected of run.loss_per_epoch) {
      let total = 0;
      for (let start = 0; start < count; start += size) {
        const rows = Math.min(size, count - start);
        const batch = (all: dg.Tensor): dg.Tensor =>
          dg.slice(all, all.shape.map((_, axis) => axis === 0 ? start : 0), [
            rows,
            ...all.shape.slice(1),
          ]);
        const loss = trainer.step(batch(inputs), batch(targets));
        total += rows * await loss.item();
      }
      assertClose([total / count], [expected], { terms: 64, eps: 2 ** -23 });
    }
    // Some hundred sums of some hundred terms lie between the first weights and these.
    const how = { terms: 1e4, magnitude: 1 };
    for (const [i, weight] of model.weights.entries()) {
      assertClose(await weight.value.read(), run.final_weights[i].data, how);
    }
    const data = trainer.loss!.call(targets, model.apply(inputs));
    const loss = [data, ...model.losses].reduce((a, b) => dg.add(a, b));
    assertClose([await loss.item()], [run.evaluate], how);
    const [rows] = run.predict.shape;
    const some = dg.slice(inputs, [0, 0], [rows, 6]);
    assertClose(await model.apply(some).read(), run.predict.data, how);
  }
}, { onWebGPU: true });

forEachBackend(
  "a step builds the model and returns the loss before it",
  async () => {
    const model = new Sequential([
      new Dense({ units: 1, kernelInitializer: "ones" }),
    ]);
    const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
    const x = dg.tensor([[1, 1]]), y = dg.tensor([[0]]);
    assertEquals(await trainer.step(x, y).item(), 4);
    // The gradient is 2 (2 - 0) for the bias and each of the two weights, the learning rate 0.01.
    const [kernel, bias] = model.weights;
    assertClose(await kernel.value.read(), [0.96, 0.96], { terms: 2 });
    assertClose(await bias.value.read(), [-0.04], { terms: 2 });
  },
);

forEachBackend("penalties are part of the loss", async () => {
  const model = new Dense({
    units: 1,
    kernelInitializer: "ones",
    kernelRegularizer: new dg.regularizers.L2({ l2: 0.5 }),
    activityRegularizer: new dg.regularizers.L1({ l1: 2 }),
  });
  const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
  const x = dg.tensor([[1], [3]]), y = dg.tensor([[1], [3]]);
  assertEquals(await trainer.step(x, y).item(), 0 + 2 * (1 + 3) / 2 + 0.5);
  const slope = 2 * (1 + 3) / 2 + 2 * 0.5;
  const kernel = await model.weights[0].value.item();
  assertClose([kernel], [1 - 0.01 * slope], { terms: 2 });
});

forEachBackend("samples are weighted", async () => {
  const model = new Dense({ units: 1, kernelInitializer: "zeros" });
  const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
  const x = dg.tensor([[1], [1]]), y = dg.tensor([[1], [3]]);
  const sampleWeight = dg.tensor([1, 0]);
  assertEquals(await trainer.step(x, y, { sampleWeight }).item(), 0.5);
});

forEachBackend("frozen layers stay as they are", async () => {
  const frozen = new Dense({ units: 2, trainable: false });
  const model = new Sequential([frozen, new Dense({ units: 1 })]);
  const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "mse" });
  const x = dg.ones([2, 3]), y = dg.ones([2, 1]);
  trainer.step(x, y);
  const before = await frozen.weights[0].value.data();
  const [kernel] = model.trainableVariables;
  const moved = await kernel.value.data();
  for (let i = 0; i < 3; i++) trainer.step(x, y);
  assertEquals(await frozen.weights[0].value.data(), before);
  assert(`${await kernel.value.data()}` !== `${moved}`);
});

forEachBackend(
  "minimize takes any scalar, and scales it for the gradients alone",
  async () => {
    const model = new Dense({ units: 1, kernelInitializer: "ones" });
    const optimizer = new dg.optimizers.SGD({
      learningRate: 0.5,
      lossScaleFactor: 1024,
    });
    const trainer = new dg.Trainer({ model, optimizer });
    const loss = trainer.minimize(() => dg.sum(model.apply(dg.ones([1, 2]))));
    assertEquals(await loss.item(), 2);
    assertEquals([...await model.weights[0].value.read()], [0.5, 0.5]);
    assertThrows(
      () => trainer.step(dg.ones([1, 2]), 0),
      dg.ValueError,
      "expected a trainer that was made with a loss",
    );
  },
);

forEachBackend(
  "steps keep nothing but the losses that they return",
  async (backend) => {
    const model = decoder(true);
    model.build([null, 6]);
    const trainer = new dg.Trainer({ model, optimizer: "adam", loss: "bce" });
    const inputs = tensor(x), targets = dg.clip(tensor(y), 0, 1);
    trainer.step(inputs, targets)[Symbol.dispose]();
    const before = backend.bytesInUse;
    for (let i = 0; i < 10; i++) {
      trainer.step(inputs, targets)[Symbol.dispose]();
    }
    assertEquals(backend.bytesInUse, before);
    await inputs.data();
  },
);

Deno.test("a trainer demands a model and an optimizer, and takes weights as an option", () => {
  const model = new dg.layers.Dense({ units: 1 });
  const says = (options: unknown) =>
    assertRefuses("Trainer", () => Reflect.construct(dg.Trainer, [options]));
  assertStringIncludes(says({ model }), "expected optimizer to be");
  assertStringIncludes(says({ model, optimizer: null }), "received null");
  assertStringIncludes(says({ optimizer: "sgd" }), "expected model to be");
  assertStringIncludes(
    says({ model, optimiser: "sgd" }),
    "did you mean optimizer?",
  );
  for (const wrong of [{}, "dense", dg.layers.Dense, dg.tensor(1), [model]]) {
    says({ model: wrong, optimizer: "sgd" });
  }
  const trainer = new dg.Trainer({ model, optimizer: "sgd", loss: "mse" });
  const x = dg.ones([2, 3]), y = dg.ones([2, 1]);
  const step = trainer.step.bind(trainer) as Call;
  for (const wrong of wrongOptions()) {
    assertRefuses("a training step", () => step(x, y, wrong));
  }
  assertRefuses("a training step", () => step(x, y, { sampleWeights: y }));
  assertRefuses("a training step", () => step(x, y, {}, y));
  const minimize = trainer.minimize.bind(trainer) as Call;
  const loss = () => dg.mean(model.apply(x));
  assertRefuses("a training step", () => minimize(loss, { sampleWeight: y }));
  for (const wrong of [y, 3, null, undefined, "mse"]) {
    assertRefuses("a training step", () => minimize(wrong));
  }
});
