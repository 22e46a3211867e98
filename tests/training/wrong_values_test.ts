/** Options, weights and states of the wrong kind or size: what is wrong, and what would be right, is said. */

import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";

const { losses, metrics, optimizers } = dg;
type Call = (...args: unknown[]) => unknown;
type Class = new (options: object) => unknown;
type ErrorClass = NonNullable<Parameters<typeof assertThrows>[1]>;

function assertSays(call: Call, kind: ErrorClass, ...parts: string[]) {
  const error = assertThrows(call, kind) as Error;
  assert(error.message.startsWith("Cannot "), error.message);
  assert(error.message.length < 600, `${error.message.length} characters`);
  for (const part of parts) assertStringIncludes(error.message, part);
}

const { IoU, MeanIoU, OneHotIoU, OneHotMeanIoU } = metrics;
const ids = { targetClassIds: [0] };

/** Options from which sizes follow, or that count something. */
const SIZES: [Class, string, object][] = [
  [IoU as Class, "numClasses", ids],
  [MeanIoU as Class, "numClasses", {}],
  [OneHotIoU as Class, "numClasses", ids],
  [OneHotMeanIoU as Class, "numClasses", {}],
  [metrics.AUC, "numThresholds", {}],
  [metrics.PrecisionAtRecall as Class, "numThresholds", { recall: 0.5 }],
  [metrics.RecallAtPrecision as Class, "numThresholds", { precision: 0.5 }],
  ...[metrics.SensitivityAtSpecificity, metrics.SpecificityAtSensitivity]
    .map((one, i): [Class, string, object] => [
      one as Class,
      "numThresholds",
      i === 0 ? { specificity: 0.5 } : { sensitivity: 0.5 },
    ]),
];

const COUNTS: [Class, string, object][] = [
  [metrics.TopKCategoricalAccuracy, "k", {}],
  [metrics.SparseTopKCategoricalAccuracy, "k", {}],
  [metrics.Precision, "topK", {}],
  [metrics.Recall, "topK", {}],
  [metrics.AUC, "numLabels", { multiLabel: true }],
];

Deno.test("sizes that no memory could hold are refused at once", () => {
  for (const [one, option, others] of SIZES) {
    for (const size of [2 ** 25, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, Infinity]) {
      const make = () => new one({ ...others, [option]: size });
      assertSays(make, dg.ValueError, one.name, option, `received ${size}`);
    }
  }
});

Deno.test("sizes and counts that are no positive integers are refused", () => {
  for (const [one, option, others] of [...SIZES, ...COUNTS]) {
    for (const wrong of [0, -1, 1.5, NaN, "3", [3], {}, true]) {
      const make = () => new one({ ...others, [option]: wrong });
      assertSays(make, dg.ValueError, one.name, option);
    }
    new one({ ...others, [option]: 100 });
  }
});

Deno.test("the number of a class is an integer", () => {
  for (const one of [metrics.Precision, metrics.Recall] as Class[]) {
    for (const classId of [0.5, NaN, "1", [1], 2 ** 53]) {
      assertSays(() => new one({ classId }), dg.ValueError, "classId");
    }
    new one({ classId: -1 });
  }
});

Deno.test("names of losses and metrics are strings", () => {
  for (const name of [5, {}, ["mse"], true, "x".repeat(9).split("")]) {
    const options = { name } as object;
    for (const one of [losses.Huber, metrics.Mean, metrics.AUC] as Class[]) {
      assertSays(() => new one(options), dg.ValueError, one.name, "name");
    }
  }
});

Deno.test("weights that do not go with images are answered with those that do", () => {
  const image = dg.zeros([2, 3, 4, 1]), labels = dg.zeros([2, 3, 4]);
  const scores = dg.full([2, 3, 4, 5], 0.2), two = dg.ones([2]);
  const made = Object.entries(losses).flatMap(([, one]) =>
    /^class\b/.test(`${one}`) && one !== losses.Loss &&
      one !== losses.Dice && one !== losses.Tversky && one !== losses.Circle
      ? [Reflect.construct(one as Class, []) as dg.losses.Loss]
      : []
  );
  assert(made.length >= 18);
  for (const loss of made) {
    const ofClasses = /sparse|generalized/.test(loss.name);
    const [t, p] = ofClasses ? [labels, scores] : [image, image];
    assertSays(
      () => loss.call(t, p, two),
      dg.ShapeError,
      `Cannot compute ${loss.name}: expected sampleWeight`,
      "such as [2, 1, 1]",
      "received shape [2]",
    );
    assertEquals(loss.call(t, p, dg.ones([2, 1, 1])).shape, []);
  }
});

Deno.test("predictions that do not go with targets are answered with both shapes", () => {
  const functions = Object.entries(losses).filter(([name, f]) =>
    typeof f === "function" && !/^class\b/.test(`${f}`) &&
    !["get", "serialize", "deserialize"].includes(name)
  ) as [string, Call][];
  assert(functions.length >= 21);
  const targets = dg.zeros([2, 5, 3]), predictions = dg.zeros([2, 4, 3]);
  for (const [name, f] of functions) {
    const shapes = ["[2, 5, 3]", "[2, 4, 3]"];
    const call = () => f(targets, predictions);
    assertSays(call, dg.ShapeError, `compute ${name}`, ...shapes);
  }
});

Deno.test("weights that do not go with a batch change no metric", async () => {
  const y = dg.tensor([[0, 1, 0], [1, 0, 0]]), labels = dg.tensor([1, 0]);
  const sampleWeight = dg.ones([5]);
  const all: [dg.metrics.PairMetric, dg.Tensor][] = [
    [new metrics.MeanSquaredError(), y],
    [new metrics.BinaryAccuracy(), y],
    [new metrics.Precision(), y],
    [new metrics.AUC(), y],
    [new metrics.F1Score(), y],
    [new metrics.R2Score(), y],
    [new metrics.SparseCategoricalCrossentropy({ ignoreClass: 2 }), labels],
  ];
  for (const [metric, yTrue] of all) {
    metric.updateState(yTrue, y);
    const before = await metric.result().read();
    assertSays(
      () => metric.updateState(yTrue, y, { sampleWeight }),
      dg.ShapeError,
      "eight", // weights, or sampleWeight
    );
    assertEquals(await metric.result().read(), before, metric.name);
  }
});

Deno.test("states and weights of an optimizer are no other things", async () => {
  const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
  const optimizer = new optimizers.Adam();
  optimizer.apply([dg.ones([2])], [v]);
  const before = await optimizer.getState();
  const setState = optimizer.setState.bind(optimizer) as Call;
  const setWeights = optimizer.setWeights.bind(optimizer) as Call;
  const four = (thing: unknown) => Array.from({ length: 4 }, () => thing);
  const things = [null, undefined, 5, "abcd", {}, [], [[]], dg.ones([4])];
  for (const wrong of [...things, ...things.map(four), four("a")]) {
    assertSays(() => setState(wrong), dg.ValueError, optimizer.name);
    assertSays(() => setWeights(wrong), dg.ValueError);
  }
  const fields = [{ path: 5 }, { path: undefined }, { shape: 2 }];
  for (const wrong of [...fields, { shape: null }, { data: "ab" }]) {
    const third = { ...before[2], ...wrong };
    assertSays(
      () => setState([...before].with(2, third as never)),
      dg.ValueError,
    );
  }
  assertEquals(await optimizer.getState(), before);
});

Deno.test("what is to be excluded from decay is said in lists", () => {
  const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
  const exclude = (exclusions: unknown) => () =>
    (new optimizers.SGD().excludeFromWeightDecay as Call)(exclusions);
  const wrong = [null, 5, "bias", [v], { varList: v }, { varNames: "bias" }];
  for (const one of [...wrong, { varNames: [5] }, { var_names: ["bias"] }]) {
    assertSays(exclude(one), TypeError, "weight decay");
  }
  const names = { varNames: ["(", "bias"] };
  assertSays(exclude(names), dg.ValueError, "regular expressions");
});

Deno.test("a learning rate that is no finite number changes nothing", async () => {
  for (const wrong of [NaN, Infinity, "0.1", undefined, null]) {
    const v = new dg.layers.Variable(dg.ones([2]), { name: "v" });
    let rate: unknown = 0.5;
    const learningRate = () => rate as number;
    const optimizer = new optimizers.SGD({ learningRate, momentum: 0.5 });
    optimizer.apply([dg.ones([2])], [v]);
    rate = wrong;
    assertSays(
      () => optimizer.apply([dg.ones([2])], [v]),
      dg.ValueError,
      "learning rate after 1 steps",
    );
    assertEquals([...await v.value.read()], [0.5, 0.5]);
    assertEquals(optimizer.iterations, 1);
  }
});
