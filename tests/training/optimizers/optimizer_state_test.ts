/** An optimizer's state, saved and restored; weights that do not decay. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { schedules } = optimizers;

/** Every optimizer, and the options that keep something from one step to the next. */
const MADE: readonly (() => optimizers.Optimizer)[] = [
  () => new optimizers.SGD({ momentum: 0.9 }),
  () => new optimizers.Adam({ amsgrad: true }),
  () => new optimizers.AdamW({ useEma: true, emaOverwriteFrequency: 4 }),
  () => new optimizers.RMSprop({ momentum: 0.9, centered: true }),
  () => new optimizers.Adagrad(),
  () => new optimizers.Adadelta(),
  () => new optimizers.Adamax({ gradientAccumulationSteps: 2 }),
  () => new optimizers.Nadam(),
  () => new optimizers.Lion(),
  () => new optimizers.Lamb(),
  () =>
    new optimizers.Adam({
      learningRate: new schedules.ExponentialDecay({
        ...{ initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.5 },
      }),
    }),
];

/** Every optimizer, stopped between updates and between overwritings. */
const MID_CYCLE = [
  ...["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax"],
  ...["Nadam", "Lion", "Lamb"],
].map((class_name) => () =>
  optimizers.deserialize({
    class_name,
    config: {
      ...{ use_ema: true, ema_momentum: 0.9, ema_overwrite_frequency: 2 },
      ...{ gradient_accumulation_steps: 3, global_clipnorm: 1 },
      ...{ weight_decay: 0.01 },
    },
  })
);

function makeWeights(
  values: readonly ArrayLike<number>[] = [[1, -2], [0.5]],
): dg.layers.Variable[] {
  return ["kernel", "bias"].map((name, i) =>
    new dg.layers.Variable(dg.tensor(Array.from(values[i])), { name })
  );
}

function train(
  optimizer: optimizers.Optimizer,
  weights: readonly dg.layers.Variable[],
  from: number,
  to: number,
): void {
  for (let step = from; step < to; step++) {
    const gradients = [[Math.sin(step + 1), 0.3 / (step + 1)], [step - 2.5]];
    optimizer.apply(gradients.map((g) => dg.tensor(g)), weights);
  }
}

function read(
  weights: readonly dg.layers.Variable[],
): Promise<ArrayLike<number>[]> {
  return Promise.all(weights.map(({ value }) => value.read()));
}

forEachDevice("training goes on bit for bit", async () => {
  for (const make of [...MADE, ...MID_CYCLE]) {
    const [whole, first, second] = [make(), make(), make()];
    for (const optimizer of [whole, first]) {
      const isNumber = typeof optimizer.getConfig().learning_rate === "number";
      if (isNumber) optimizer.learningRate = 0.0123;
    }
    const straight = makeWeights(), before = makeWeights();
    train(whole, straight, 0, 9);
    train(first, before, 0, 5);

    const state = await first.getState();
    const after = makeWeights(await read(before));
    second.build(after);
    second.setState(state);
    assertEquals(second.learningRate, first.learningRate);
    assertEquals(second.iterations, first.iterations);
    train(second, after, 5, 9);
    assertEquals(await read(after), await read(straight));
    const ends = [second, whole].map((one) => one.getState());
    const [actual, right] = await Promise.all(ends);
    assertEquals(actual.map((v) => v.data), right.map((v) => v.data));
  }
});

Deno.test("a state has Keras's names in Keras's order", async () => {
  const names = async (optimizer: optimizers.Optimizer) => {
    optimizer.build(makeWeights());
    return (await optimizer.getState()).map(({ path }) => path);
  };
  assertEquals(await names(new optimizers.Adam({ name: "a", amsgrad: true })), [
    "a/iteration",
    "a/learning_rate",
    "a/kernel_momentum",
    "a/kernel_velocity",
    "a/bias_momentum",
    "a/bias_velocity",
    "a/kernel_velocity_hat",
    "a/bias_velocity_hat",
  ]);
  const sgd = new optimizers.SGD({
    name: "s",
    momentum: 0.9,
    useEma: true,
    gradientAccumulationSteps: 2,
  });
  assertEquals(await names(sgd), [
    "s/iteration",
    "s/learning_rate",
    "s/kernel_average",
    "s/bias_average",
    "s/kernel_gradient_accumulator",
    "s/bias_gradient_accumulator",
    "s/kernel_momentum",
    "s/bias_momentum",
  ]);
  const scheduled = new optimizers.SGD({ name: "f", learningRate: () => 1 });
  assertEquals(await names(scheduled), ["f/iteration"]);
});

Deno.test("a state is of its moment, whatever comes after", async () => {
  const optimizer = new optimizers.SGD({ learningRate: 1, momentum: 0.5 });
  const [weight] = makeWeights();
  optimizer.apply([dg.tensor([1, 2])], [weight]);
  const reading = optimizer.getState();
  optimizer.apply([dg.tensor([5, 5])], [weight]);
  const [iteration, rate, momentum] = await reading;
  assertEquals([...iteration.data, ...rate.data], [1, 1]);
  assertEquals([...momentum.data], [-1, -2]);
});

Deno.test("a state that is not an optimizer's is refused, and changes nothing", async () => {
  const adam = new optimizers.Adam({ name: "adam" }), weights = makeWeights();
  train(adam, weights, 0, 2);
  const state = await adam.getState();
  const swap = (i: number, change: Partial<optimizers.SavedVariable>) =>
    state.map((v, j) => i === j ? { ...v, ...change } : v);
  const refused: [optimizers.OptimizerState, string][] = [
    [state.slice(1), "expected 6 variables, received 5"],
    [null as never, "received no array"],
    [
      swap(2, { path: "adam/kernel_velocity" }),
      "to be a momentum of shape [2]",
    ],
    [swap(3, { shape: [3] }), 'received "adam/kernel_velocity" of shape [3]'],
    [swap(3, { data: new Float32Array(3) }), "expected 2 elements"],
    [swap(0, { data: Float64Array.of(-1) }), "expected an integer, 0 or more"],
    [swap(1, { data: Float64Array.of(NaN) }), "finite"],
  ];
  for (const [wrong, message] of refused) {
    assertThrows(() => adam.setState(wrong), dg.ValueError, message);
  }
  assertEquals(await adam.getState(), state);
  assertThrows(
    () => new optimizers.Adam().setState(state),
    dg.ValueError,
    "expected an optimizer that is built",
  );
});

forEachDevice(
  "a state that is set keeps no further memory",
  async (backend) => {
    const optimizer = new optimizers.Adam(), weights = makeWeights();
    optimizer.build(weights);
    const state = await optimizer.getState();
    const before = backend.bytesInUse;
    for (let i = 0; i < 5; i++) optimizer.setState(state);
    assertEquals(backend.bytesInUse, before);
  },
);

forEachDevice("weights that are excluded do not decay", async () => {
  const weights = ["kernel", "bias", "gamma"].map((name) =>
    new dg.layers.Variable(dg.ones([1]), { name })
  );
  const optimizer = new optimizers.SGD({ learningRate: 0.5, weightDecay: 0.5 });
  optimizer.excludeFromWeightDecay({
    varList: [weights[2]],
    varNames: ["bi.s"],
  });
  optimizer.apply(weights.map(() => dg.zeros([1])), weights);
  assertEquals((await read(weights)).map((w) => w[0]), [0.75, 1, 1]);
  assertThrows(
    () => optimizer.excludeFromWeightDecay({}),
    dg.ValueError,
    "not built yet",
  );
});

Deno.test("variables are Keras's, and take its weights", async () => {
  const nadam = new optimizers.Nadam({ name: "n" });
  assertEquals(nadam.variables.map(({ path }) => path), [
    "n/iteration",
    "n/learning_rate",
  ]);
  const weights = makeWeights();
  nadam.build(weights);
  assertEquals(nadam.variables.map(({ path }) => path), [
    "n/iteration",
    "n/learning_rate",
    "n/kernel_momentum",
    "n/kernel_velocity",
    "n/bias_momentum",
    "n/bias_velocity",
    "n/variable",
  ]);
  nadam.setWeights([3, 0.5, [1, 2], [3, 4], [5], [6], [0.25]]);
  assertEquals([nadam.iterations, nadam.learningRate], [3, 0.5]);
  const held = await read(nadam.variables);
  assertEquals(held.map((data) => [...Array.from(data)]), [
    [3],
    [0.5],
    [1, 2],
    [3, 4],
    [5],
    [6],
    [0.25],
  ]);
  const [iteration, rate, momentum] = nadam.variables;
  iteration.assign(5);
  rate.assign(0.125);
  momentum.assign(dg.tensor([7, 8]));
  assertEquals([nadam.iterations, nadam.learningRate], [5, 0.125]);
  assertEquals(await iteration.value.item(), 5);
  assertEquals([...(await nadam.getState())[2].data], [7, 8]);
  assertThrows(() => iteration.assign(-1), dg.ValueError, "an integer");
  assertThrows(() => rate.assign(NaN), dg.ValueError, "a finite number");
  assertThrows(
    () => rate.assign(dg.tensor(1)),
    TypeError,
    "expected a number, received Tensor",
  );
  assertThrows(
    () => nadam.setWeights([1, 2]),
    dg.ValueError,
    "expected 7 variables, received 2",
  );
});
