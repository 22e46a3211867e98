/** Optimizers: names, configs, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";

const { Adam, SGD } = optimizers;

Deno.test("optimizers have Keras's names and configs, and come back from them", () => {
  const optimizer = new SGD({
    name: "sgd",
    learningRate: 0.1,
    momentum: 0.9,
    nesterov: true,
  });
  const written = optimizers.serialize(optimizer);
  assertEquals(written, {
    module: "keras.optimizers",
    class_name: "SGD",
    config: {
      name: "sgd",
      learning_rate: 0.1,
      weight_decay: null,
      clipnorm: null,
      global_clipnorm: null,
      clipvalue: null,
      use_ema: false,
      ema_momentum: 0.99,
      ema_overwrite_frequency: null,
      loss_scale_factor: null,
      gradient_accumulation_steps: null,
      momentum: 0.9,
      nesterov: true,
    },
    registered_name: null,
  });
  const adam = new Adam({ beta1: 0.5, epsilon: 1e-3, clipnorm: 2 });
  for (const one of [optimizer, adam]) {
    const text = JSON.stringify(optimizers.serialize(one));
    const again = optimizers.get(JSON.parse(text));
    assertEquals(again.constructor, one.constructor);
    assertEquals(again.getConfig(), one.getConfig());
  }
  const { name: _, ...defaults } = optimizers.get("adam").getConfig();
  assertEquals(defaults, {
    learning_rate: 0.001,
    weight_decay: null,
    clipnorm: null,
    global_clipnorm: null,
    clipvalue: null,
    use_ema: false,
    ema_momentum: 0.99,
    ema_overwrite_frequency: null,
    loss_scale_factor: null,
    gradient_accumulation_steps: null,
    beta_1: 0.9,
    beta_2: 0.999,
    epsilon: 1e-7,
    amsgrad: false,
  });
  assertEquals(optimizers.get("SGD").learningRate, 0.01);
  assertEquals(optimizers.get(null), null);
});

Deno.test("optimizers refuse what they cannot mean", () => {
  const refused: [string, () => unknown][] = [
    ["momentum", () => new SGD({ momentum: 2 })],
    ["learningRate", () => new SGD({ learningRate: NaN })],
    ["at most one of", () => new SGD({ clipnorm: 1, clipvalue: 1 })],
    ["clipnorm", () => new SGD({ clipnorm: -1 })],
    ["emaMomentum", () => new SGD({ useEma: true, emaMomentum: 2 })],
    ["emaOverwriteFrequency", () => new SGD({ emaOverwriteFrequency: 0 })],
    [
      "gradientAccumulationSteps",
      () => new SGD({ gradientAccumulationSteps: 1 }),
    ],
    ["weightDecay", () => new SGD({ weightDecay: -1 })],
    ["beta1", () => new Adam({ beta1: 1 })],
    ["epsilon", () => new Adam({ epsilon: NaN })],
    ["beta1 to be above 0", () => new optimizers.Lion({ beta1: 0 })],
    ["weightDecay", () => new optimizers.AdamW({ weightDecay: null })],
    ["learningRate", () => new SGD({ learningRate: "x" as unknown as 1 })],
    [
      "did you mean Adam",
      () => optimizers.deserialize({ class_name: "Adem", config: {} }),
    ],
    [
      "Cannot find schedule",
      () => SGD.fromConfig({ learning_rate: { class_name: "Nope" } }),
    ],
    ['received "nope"', () => optimizers.get("nope" as "sgd")],
    [
      "Cannot find optimizer",
      () => optimizers.get((() => 1) as unknown as "sgd"),
    ],
  ];
  for (const [what, make] of refused) assertThrows(make, dg.ValueError, what);
  const lr = { lr: 1 };
  assertThrows(
    () => new SGD(lr as optimizers.SGDOptions),
    TypeError,
    "received lr",
  );
  const weight = new dg.layers.Variable(dg.zeros([2]), { name: "w" });
  const other = new dg.layers.Variable(dg.zeros([2]), { name: "other" });
  const optimizer = new SGD();
  assertThrows(
    () => optimizer.apply([dg.zeros([3])], [weight]),
    dg.ShapeError,
    'variable "w": expected shape [2], received [3]',
  );
  assertThrows(() => optimizer.apply([dg.zeros([2])], []), dg.ValueError);
  assertThrows(() => optimizer.apply([dg.zeros([2])]), dg.ValueError);
  optimizer.apply([dg.zeros([2])], [weight]);
  optimizer.apply([dg.zeros([2])]);
  assertThrows(
    () => optimizer.apply([dg.zeros([2])], [other]),
    dg.ValueError,
    'received "other"',
  );
});

Deno.test("gradients on another backend are refused", async () => {
  await dg.setBackend("reference");
  const gradient = dg.zeros([2]);
  await dg.setBackend("wasm");
  const weight = new dg.layers.Variable(dg.zeros([2]), { name: "w" });
  assertThrows(
    () => new SGD().apply([gradient], [weight]),
    TypeError,
    'expected it on backend "wasm", received it on "reference"',
  );
});

Deno.test("names of optimizers are found whatever their case, as in Keras", () => {
  for (const name of ["ADAMW", "adamW", "AdamW"]) {
    const made = [
      optimizers.get(name as "adamw"),
      optimizers.get({ class_name: name }),
      optimizers.deserialize({ class_name: name, config: {} }),
    ];
    for (const one of made) assertEquals(one.constructor, optimizers.AdamW);
  }
});

class Halving extends optimizers.schedules.LearningRateSchedule<
  { readonly start: number }
> {
  static override readonly schema = { start: dg.options.number() };
  declare readonly start: number;
  override at(step: number): number {
    return this.start * 0.5 ** step;
  }
}

class SignDescent extends optimizers.Optimizer {
  constructor(options: optimizers.OptimizerOptions = {}) {
    super({ learningRate: 1, ...options });
  }
  protected override formulas({ g, w, numbers }: optimizers.Terms) {
    return [dg.formula.sub(w, dg.formula.mul(numbers[0], dg.formula.sign(g)))];
  }
}

function tenth(): number {
  return 0.1;
}

Deno.test("optimizers, schedules and functions of one's own are read by name", async () => {
  const own = { Halving, SignDescent, tenth };
  const optimizer = new SignDescent({
    learningRate: new Halving({ start: 4 }),
  });
  const scaled = new optimizers.LossScaleOptimizer({
    ...{ innerOptimizer: optimizer, initialScale: 1 },
  });
  for (const one of [optimizer, scaled]) {
    const text = JSON.stringify(optimizers.serialize(one));
    const again = optimizers.deserialize(JSON.parse(text), own);
    assertEquals(again.constructor, one.constructor);
    assertEquals(again.getConfig(), one.getConfig());
    const weight = new dg.layers.Variable(dg.zeros([2]), { name: "w" });
    again.apply([dg.tensor([-3, 5])], [weight]);
    again.apply([dg.tensor([-3, 5])], [weight]);
    assertEquals([...await weight.value.read()], [6, -6]);
    assertThrows(
      () => optimizers.deserialize(JSON.parse(text)),
      dg.ValueError,
      "Cannot find",
    );
  }
  const written = new SGD({ learningRate: tenth }).getConfig();
  assertEquals(written.learning_rate, {
    module: "builtins",
    class_name: "function",
    config: "tenth",
    registered_name: "function",
  });
  assertEquals(SGD.fromConfig(written, own).learningRate, 0.1);
  assertThrows(
    () => SGD.fromConfig(written),
    dg.ValueError,
    'Cannot find schedule: expected one that is known, or is in customObjects, received "tenth"',
  );
});
