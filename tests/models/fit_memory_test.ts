/** Whatever a model is given, and wherever that fails, memory is afterwards what it was. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";
import { forEachBackend } from "../helpers/for_each_backend.ts";

type Call = (model: dg.Sequential) => unknown;

const verbose = 0, batchSize = 4;
const rows = Array.from({ length: 12 }, (_, i) => [i / 9, 1 - i / 9]);
const targets = rows.map(([a]) => [a]);
const x = { shape: [12, 2], data: Float32Array.from(rows.flat()) };
const y = { shape: [12, 1], data: Float32Array.from(targets.flat()) };

const CALLS: Readonly<Record<string, Call>> = {
  "fit": (model) => model.fit(x, y, { verbose }),
  "fit on lists": (model) => model.fit(rows, targets, { verbose }),
  "fit with weights": (model) =>
    model.fit(x, y, { verbose, classWeight: { 0: 2 }, sampleWeight: y.data }),
  "fit with a split": (model) =>
    model.fit(x, y, { verbose, validationSplit: 0.3 }),
  "evaluate on lists": (model) => model.evaluate(rows, targets, { verbose }),
  "predict on lists": (model) => model.predict(rows, { verbose }),
  "trainOnBatch": (model) => model.trainOnBatch(x, y),
  "trainOnBatch with weights": (model) =>
    model.trainOnBatch(rows, targets, { classWeight: { 0: 2 } }),
  "testOnBatch": (model) => model.testOnBatch(x, y),
  "predictOnBatch": (model) => model.predictOnBatch(x),
};

const HOOKS = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onTrainBatchBegin",
  "onTrainBatchEnd",
  "onTestBegin",
  "onTestEnd",
  "onTestBatchBegin",
  "onTestBatchEnd",
] as const;

function failing(hook: string): dg.callbacks.Callback {
  return new dg.callbacks.LambdaCallback({
    [hook]() {
      throw new Error("mine");
    },
  });
}

const FAILING: Readonly<Record<string, Call>> = {
  ...Object.fromEntries(
    HOOKS.map((hook) => [hook, (model: dg.Sequential) =>
      model.fit(x, y, {
        verbose,
        batchSize,
        callbacks: [failing(hook)],
        validationData: [rows, targets],
      })]
    ),
  ),
  ...Object.fromEntries(
    ["onPredictBegin", "onPredictBatchBegin", "onPredictBatchEnd"].map((
      hook,
    ) => [
      hook,
      (model: dg.Sequential) =>
        model.predict(x, { verbose, batchSize, callbacks: [failing(hook)] }),
    ]),
  ),
  "targets of another count": async (model) =>
    await model.trainOnBatch(rows.slice(1), y),
};

forEachBackend("memory after what a model was asked", async () => {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [2] }),
  ]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  await model.fit(x, y, { verbose, batchSize });
  const calls = [
    ...Object.entries(CALLS),
    ...Object.entries(FAILING).map(([name, call]) =>
      [
        name,
        (model: dg.Sequential) =>
          assertRejects(async () => await call(model), Error),
      ] as const
    ),
  ];
  for (const [name, call] of calls) {
    const before = dg.getBackend().bytesInUse;
    const made = await call(model);
    if (made instanceof dg.Tensor) made[Symbol.dispose]();
    assertEquals(dg.getBackend().bytesInUse, before, name);
  }
});
