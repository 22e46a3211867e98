/** Options of other kinds than meant are refused in words. */

import * as dg from "@decograd/decograd";
import { assert, assertThrows } from "@std/assert";

/** An array in 20,000 others. */
function nested(): unknown {
  let array: unknown = [];
  for (let i = 0; i < 20_000; i++) array = [array];
  return array;
}

const STRANGE: readonly unknown[] = [
  "5",
  "5.",
  true,
  {},
  { class_name: "Zeros", config: {} },
  Symbol("s"),
  3n,
  [null, "a"],
  new Array(3),
  nested(),
  new Map(),
  Object.create(null),
  NaN,
  -1,
  0.5,
  () => 1,
];

function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !(value instanceof Map);
}

const { schedules } = dg.optimizers;

/** Makers of one option each, by its name. */
const MAKERS: readonly (readonly [string, (value: never) => unknown])[] = [
  ["inputShape", (inputShape) => new dg.layers.Flatten({ inputShape })],
  ["shape", (shape) => new dg.layers.InputLayer({ shape })],
  ["batchShape", (batchShape) => new dg.layers.InputLayer({ batchShape })],
  [
    "batchSize",
    (batchSize) => new dg.layers.InputLayer({ shape: [2], batchSize }),
  ],
  [
    "outputShape",
    (outputShape) => new dg.layers.Lambda({ function: (x) => x, outputShape }),
  ],
  [
    "arguments",
    (given) => new dg.layers.Lambda({ function: (x) => x, arguments: given }),
  ],
  ["function", (f) => new dg.layers.Lambda({ function: f })],
  ["scale", (scale) => new dg.initializers.VarianceScaling({ scale })],
  ["thresholds", (thresholds) => new dg.metrics.Recall({ thresholds })],
  ["thresholds", (thresholds) => new dg.metrics.TruePositives({ thresholds })],
  [
    "warmupTarget",
    (warmupTarget) =>
      new schedules.CosineDecay({
        initialLearningRate: 1,
        decaySteps: 5,
        warmupTarget,
      }),
  ],
];

/** What one of the strange values is right for. */
const RIGHT = new Set([
  "thresholds 0.5",
  "warmupTarget 0.5",
  "warmupTarget -1",
  "scale 0.5",
]);

Deno.test("options of another kind are refused by name", () => {
  for (const [option, make] of MAKERS) {
    for (const value of STRANGE) {
      if (typeof value === "number" && RIGHT.has(`${option} ${value}`)) {
        continue;
      }
      if (option === "function" && typeof value === "function") continue;
      if (option === "arguments" && isPlain(value)) continue;
      const call = () => Reflect.apply(make, undefined, [value]);
      const { message } = assertThrows(call, Error);
      assert(
        /^Cannot make \w+: expected [^]+, received [^]+$/.test(message) &&
          message.includes(option),
        `${option}: ${message}`,
      );
      assert(message.length < 500);
    }
  }
});

Deno.test("a schedule of pieces says what it needs", () => {
  assertThrows(
    () => Reflect.construct(schedules.PiecewiseConstantDecay, [undefined]),
    dg.ValueError,
    "Cannot make PiecewiseConstantDecay: expected boundaries to be",
  );
});

Deno.test("an activation, a learning rate and a Lambda are no classes", () => {
  class Own {}
  const activation = () => Reflect.apply(dg.activations.get, undefined, [Own]);
  assertThrows(activation, dg.ValueError, "Own");
  const made = [
    [dg.optimizers.SGD, { learningRate: Own }],
    [dg.layers.Lambda, { function: Own }],
  ] as const;
  for (const [Made, options] of made) {
    assertThrows(() => Reflect.construct(Made, [options]), dg.ValueError);
  }
  const model = new dg.layers.Dense({ units: 1 });
  const trainer = new dg.Trainer({ model, optimizer: "sgd" });
  const minimize = () => Reflect.apply(trainer.minimize, trainer, [Own]);
  assertThrows(minimize, TypeError, "a function that");
});
