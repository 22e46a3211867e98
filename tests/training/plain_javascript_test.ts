/** What JavaScript makes by itself of things whose numbers lie on a device. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";

const layer = new dg.layers.Dense({ units: 2, name: "some" });
layer.build([null, 2]);
const model = new dg.Sequential([layer]);

/** One of each kind that holds numbers of a device. */
const HOLDERS: Record<string, object> = {
  tensor: dg.tensor([1, 2]),
  variable: layer.weights[0],
  layer,
  model,
  metric: new dg.metrics.MeanSquaredError(),
  optimizer: new dg.optimizers.Adam(),
  trainer: new dg.Trainer({ model, optimizer: "sgd", loss: "mse" }),
};

Deno.test("nothing becomes JSON or a copy that has lost its numbers", () => {
  for (const [kind, holder] of Object.entries(HOLDERS)) {
    for (const value of [holder, [holder], { holder }]) {
      assertThrows(() => JSON.stringify(value), TypeError, "as JSON: expected");
      const error = assertThrows(() => structuredClone(value));
      assertEquals((error as DOMException).name, "DataCloneError", kind);
    }
  }
});

/** What programs do with numbers. */
const USES: Record<string, (value: never) => unknown> = {
  "+": (value) => 1 + value,
  "+=": (value) => {
    let total = 0;
    total += value;
    return total;
  },
  "-": (value) => -value,
  "*": (value) => 2 * value,
  "**": (value) => value ** 2,
  "<": (value) => value < 1,
  ">": (value) => 1 > value,
  "== 1": (value) => value == 1,
  "Number()": (value) => Number(value),
  "isNaN()": (value) => isNaN(value),
  "Math.max()": (value) => Math.max(value, 0),
  "new Float32Array()": (value) => new Float32Array([value]),
};

Deno.test("what holds numbers of a device is no number, nor are parts and symbols, and they say so", () => {
  const { metric, optimizer } = HOLDERS;
  const advice: [object, string][] = [
    [
      dg.tensor(3),
      "a tensor as a number: expected a number that has been read, as await item() does, or an op",
    ],
    [
      new dg.layers.Variable(3),
      "a variable as a number: expected a number that has been read",
    ],
    [
      metric,
      "a metric as a number: expected its value, which await metric.result().item() reads",
    ],
    [
      dg.Input({ shape: [2] }),
      "a symbol as a number: expected an op, such as x.add(1)",
    ],
    [layer, "a Dense as a number: expected a number, or a template string"],
    [optimizer, "an Adam as a number: "],
    [new dg.losses.Huber(), "a Huber as a number: "],
  ];
  for (const [value, text] of advice) {
    for (const f of Object.values(USES)) {
      assertThrows(() => f(value as never), TypeError, `Cannot use ${text}`);
    }
  }
});

Deno.test("tensors and variables are texts that tell what they are", () => {
  const x = dg.zeros([2, 3]);
  const text = 'Tensor { shape: [2, 3], dtype: "float32", backend: "wasm" }';
  assertEquals([`${x}`, String(x), [x, 1].join()], [text, text, `${text},1`]);
  assertEquals(
    `${layer.weights[1]}`,
    'Variable { path: "some/bias", shape: [2], dtype: "float32" }',
  );
  x[Symbol.dispose]();
  assert(`${x}`.includes("disposed"));
});

Deno.test("an optimizer shows how far it goes and what it was made with", () => {
  const adam = new dg.optimizers.Adam({ learningRate: 0.3, clipnorm: 1 });
  assertEquals(
    Deno.inspect(adam),
    "Adam { learningRate: 0.3, clipnorm: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, iterations: 0 }",
  );
  adam.learningRate = 0.1;
  assert(Deno.inspect(adam).startsWith("Adam { learningRate: 0.1,"));
  const fails = new dg.optimizers.SGD({ learningRate: () => NaN });
  assertEquals(Deno.inspect(fails), "SGD {}");
});

Deno.test("every optimizer can be shown", () => {
  for (const [name, Class] of Object.entries(dg.optimizers)) {
    if (!(Class as object instanceof Function)) continue;
    const { prototype } = Class as { prototype: unknown };
    if (!(prototype instanceof dg.optimizers.Optimizer)) continue;
    // What others derive from.
    if (name === "OuterOptimizer") continue;
    const one = name === "LossScaleOptimizer"
      ? new dg.optimizers.LossScaleOptimizer({
        innerOptimizer: new dg.optimizers.SGD(),
      })
      : new (Class as new () => dg.optimizers.Optimizer)();
    assert(Deno.inspect(one).includes("learningRate: 0"), name);
  }
});
