/** Dynamic loss scaling. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { Adam, LossScaleOptimizer, SGD } = optimizers;

function makeWeight(values = [1, 2]): dg.layers.Variable {
  return new dg.layers.Variable(dg.tensor(values), { name: "w" });
}

forEachDevice(
  "the scale doubles, and is halved by what is not finite",
  async () => {
    const optimizer = new LossScaleOptimizer({
      innerOptimizer: new SGD({ learningRate: 1 }),
      initialScale: 8,
      dynamicGrowthSteps: 2,
    });
    const weight = makeWeight([0, 0]);
    const seen: number[][] = [];
    for (const g of [8, 8, 16, Infinity, 8, NaN, -Infinity, 2]) {
      const scale = await optimizer.scaleLoss(dg.tensor(1)).item();
      optimizer.apply([dg.tensor([g, 0])], [weight]);
      seen.push([scale, (await weight.value.read())[0]]);
    }
    assertEquals(seen, [
      [8, -1],
      [8, -2],
      [16, -3],
      [16, -3],
      [8, -4],
      [8, -4],
      [4, -4],
      [2, -5],
    ]);
    assertEquals(optimizer.iterations, 5);
  },
  { onWebGPU: true },
);

forEachDevice(
  "a step that is skipped leaves nothing changed but the scale",
  async () => {
    const inner = () =>
      new Adam({
        learningRate: new optimizers.schedules.ExponentialDecay({
          ...{ initialLearningRate: 0.1, decaySteps: 2, decayRate: 0.5 },
        }),
        useEma: true,
        emaOverwriteFrequency: 3,
        gradientAccumulationSteps: 2,
        amsgrad: true,
      });
    const plain = inner(), innerOptimizer = inner();
    const scaled = new LossScaleOptimizer({ innerOptimizer, initialScale: 1 });
    const straight = makeWeight(), skipping = makeWeight();
    for (let step = 0; step < 13; step++) {
      const g = [Math.sin(step), 1 / (step + 1)];
      plain.apply([dg.tensor(g)], [straight]);
      for (let i = 0; i < step % 3; i++) {
        // Powers of two divide without rounding.
        scaled.apply([dg.tensor([NaN, 1])], [skipping]);
      }
      scaled.apply([scaled.scaleLoss(dg.tensor(g))], [skipping]);
    }
    assertEquals(await skipping.value.read(), await straight.value.read());
    const data = (one: optimizers.SavedVariable) => one.data;
    const expected = (await plain.getState()).map(data);
    assertEquals((await innerOptimizer.getState()).map(data), expected);
    assertEquals(scaled.iterations, plain.iterations);
  },
);

forEachDevice("scaled training goes on bit for bit", async () => {
  const make = () =>
    new LossScaleOptimizer({
      innerOptimizer: new optimizers.Nadam({ gradientAccumulationSteps: 3 }),
      initialScale: 4,
      dynamicGrowthSteps: 3,
    });
  const train = (
    optimizer: optimizers.Optimizer,
    weight: dg.layers.Variable,
    from: number,
    to: number,
  ) => {
    for (let step = from; step < to; step++) {
      const g = step % 4 === 3 ? Infinity : Math.cos(step);
      optimizer.apply([dg.tensor([g, 1])], [weight]);
    }
  };
  const [whole, first, second] = [make(), make(), make()];
  const straight = makeWeight(), before = makeWeight();
  train(whole, straight, 0, 15);
  train(first, before, 0, 6);
  const state = await first.getState();
  const after = makeWeight([...await before.value.read()]);
  second.build([after]);
  second.setState(state);
  train(second, after, 6, 15);
  assertEquals(await after.value.read(), await straight.value.read());
  const [a, b] = await Promise.all([whole.getState(), second.getState()]);
  assertEquals(a.map(({ data }) => data), b.map(({ data }) => data));
});

forEachDevice("constraints wait for a step that is made", async () => {
  const weight = new dg.layers.Variable(dg.tensor([-1]), {
    name: "w",
    constraint: new dg.constraints.NonNeg(),
  });
  const innerOptimizer = new SGD({ learningRate: 1 });
  const optimizer = new LossScaleOptimizer({ innerOptimizer });
  optimizer.apply([dg.tensor([NaN])], [weight]);
  assertEquals(await weight.value.item(), -1);
  optimizer.apply([dg.tensor([0])], [weight]);
  assertEquals(await weight.value.item(), 0);
});

forEachDevice(
  "a trainer scales the loss for the gradients alone",
  async () => {
    const model = new dg.layers.Dense({ units: 1, kernelInitializer: "ones" });
    const scale = 2 ** 10;
    const trainer = new dg.Trainer({
      model,
      loss: "mse",
      optimizer: new LossScaleOptimizer({
        ...{
          innerOptimizer: new SGD({ learningRate: 0.5 }),
          initialScale: scale,
        },
      }),
    });
    const loss = trainer.step(dg.tensor([[1]]), dg.tensor([[2]]));
    assertEquals(await loss.item(), 1);
    assertEquals(await model.weights[0].value.item(), 2);
  },
);

forEachDevice("skipped steps and others keep no memory", async (backend) => {
  const first = dg.ones([50]);
  using weight = new dg.layers.Variable(first, { name: "w" });
  first[Symbol.dispose]();
  const before = backend.bytesInUse;
  const optimizer = new LossScaleOptimizer({
    innerOptimizer: new Adam({ globalClipnorm: 1 }),
  });
  const step = (value: number) => {
    using _scope = new dg.Scope();
    optimizer.apply([dg.mul(dg.ones([50]), value)], [weight]);
  };
  step(1);
  const after = backend.bytesInUse;
  for (let i = 0; i < 6; i++) step(i % 2 ? NaN : 1);
  assertEquals(backend.bytesInUse, after);
  await optimizer.getState();
  optimizer[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
});

Deno.test("a loss scale has Keras's config and variables, and says what it cannot mean", () => {
  const optimizer = new LossScaleOptimizer({
    innerOptimizer: new SGD({ name: "inner", lossScaleFactor: 4 }),
    name: "lso",
  });
  const { config } = optimizers.serialize(optimizer);
  const written = config as dg.layers.Config;
  assertEquals(Object.keys(written), [
    "name",
    "inner_optimizer",
    "initial_scale",
    "dynamic_growth_steps",
  ]);
  assertEquals([written.initial_scale, written.dynamic_growth_steps], [
    32768,
    2000,
  ]);
  assertEquals(optimizer.innerOptimizer.getConfig().loss_scale_factor, null);
  optimizer.build([makeWeight()]);
  assertEquals(optimizer.variables.map(({ path }) => path), [
    "lso/iteration",
    "lso/learning_rate",
    "lso/step_counter",
    "lso/dynamic_scale",
    "inner/iteration",
    "inner/learning_rate",
  ]);
  optimizer.learningRate = 0.5;
  assertEquals(optimizer.innerOptimizer.learningRate, 0.5);
  const old = { ...written, weight_decay: null, use_ema: false, dynamic: true };
  assertEquals(LossScaleOptimizer.fromConfig(old).name, "lso");
  assertThrows(
    () => LossScaleOptimizer.fromConfig({ ...written, clipnorm: 1 }),
    dg.ValueError,
    "expected clipnorm to be null",
  );
  assertThrows(
    () => new LossScaleOptimizer({ innerOptimizer: optimizer }),
    dg.ValueError,
    "expected innerOptimizer to be an optimizer without a loss scale",
  );
  assertThrows(
    () => optimizers.get("loss_scale_optimizer" as "sgd"),
    dg.ValueError,
    "did you mean lossscaleoptimizer",
  );
  assertThrows(
    () => optimizers.get("lossscaleoptimizer"),
    dg.ValueError,
    "innerOptimizer",
  );
});
