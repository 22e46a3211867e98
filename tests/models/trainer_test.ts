/** The training step: models not built yet, frozen layers. */

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
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Dense } = dg.layers;
const { Sequential } = dg;

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

forEachBackend("a layer that the loss freezes stays as it is", async () => {
  const layers = [new Dense({ units: 2 }), new Dense({ units: 1 })];
  const model = new Sequential(layers);
  const trainer = new dg.Trainer({ model, optimizer: "adam" });
  const x = dg.ones([2, 3]);
  const values = () =>
    Promise.all(layers.map(({ weights }) => weights[0].value.data()));
  trainer.minimize(() => dg.mean(model.apply(x)));
  const before = await values();
  trainer.minimize(() => {
    const loss = dg.mean(model.apply(x));
    layers[0].trainable = false;
    return loss;
  });
  const after = await values();
  assertEquals(after[0], before[0]);
  assert(`${after[1]}` !== `${before[1]}`);
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
