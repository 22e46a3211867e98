/** Metrics between batches: what they remember until they are reset, and the batches that they refuse. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { forEachDevice } from "../../helpers/for_each_backend.ts";
import {
  assertRefuses,
  assertSays,
  type Call,
  wrongOptions,
} from "../refusals.ts";
import { oneOfEach } from "./needed_options.ts";

const CLASSES = { numClasses: 3, targetClassIds: [0, 2] };

/** One of each kind, with a batch that it takes. */
function makeAll(): [metrics.Metric, dg.Tensor, dg.Tensor][] {
  const numbers = dg.tensor([[0, 1, 2], [2, 1, 1]]);
  const oneHot = dg.tensor([[0, 1, 0], [1, 0, 0]]);
  const shares = dg.tensor([[0.2, 0.7, 0.1], [0.3, 0.3, 0.4]]);
  const labels = dg.tensor([1, 2]);
  const ofShares = [
    new metrics.MeanSquaredError(),
    new metrics.RootMeanSquaredError(),
    new metrics.BinaryAccuracy(),
    new metrics.CategoricalAccuracy(),
    new metrics.TopKCategoricalAccuracy({ k: 2 }),
    new metrics.PearsonCorrelation(),
    new metrics.Precision({ topK: 2 }),
    new metrics.TruePositives({ thresholds: [0.2, 0.6] }),
    new metrics.SensitivityAtSpecificity({ specificity: 0.5 }),
    new metrics.AUC(),
    new metrics.AUC({ multiLabel: true, curve: "PR" }),
    new metrics.F1Score(),
    new metrics.R2Score(),
    new metrics.BinaryIoU(),
  ];
  return [
    ...ofShares.map((one) =>
      [one, oneHot, shares] as [metrics.Metric, dg.Tensor, dg.Tensor]
    ),
    [new metrics.SparseCategoricalCrossentropy(), labels, shares],
    [new metrics.SparseTopKCategoricalAccuracy({ k: 2 }), labels, shares],
    [new metrics.IoU(CLASSES), numbers, numbers],
  ];
}

forEachDevice("metrics keep what they remember, and no more", (backend) => {
  const weights = dg.tensor([1, 2]);
  for (const [metric, yTrue, yPred] of makeAll()) {
    const isOfElements = metric instanceof metrics.IoU ||
      metric instanceof metrics.BinaryIoU;
    const options = isOfElements ? {} : { sampleWeight: weights };
    metric.updateState(yTrue, yPred, options);
    const before = backend.bytesInUse;
    for (let batch = 0; batch < 5; batch++) {
      metric.updateState(yTrue, yPred, options);
      metric.result()[Symbol.dispose]();
      assertEquals(backend.bytesInUse, before, metric.name);
    }
    metric.resetState();
    assertEquals(backend.bytesInUse, before, metric.name);
    metric[Symbol.dispose]();
    assert(backend.bytesInUse < before, metric.name);
  }
});

forEachDevice("metrics begin again when they are reset", async () => {
  for (const [metric, yTrue, yPred] of makeAll()) {
    metric.updateState(yTrue, yPred);
    const first = await metric.result().read();
    metric.updateState(yTrue, yPred);
    metric.resetState();
    for (const { value } of metric.variables) {
      assert((await value.read()).every((sum) => sum === 0), metric.name);
    }
    metric.updateState(yTrue, yPred);
    assertEquals(await metric.result().read(), first, metric.name);
    metric[Symbol.dispose]();
  }
}, { onWebGPU: true });

forEachDevice("a result stays what it was after further batches", async () => {
  using metric = new metrics.Sum();
  metric.updateState(dg.tensor([1, 2]));
  const early = metric.result();
  metric.updateState(dg.tensor([4]));
  assertEquals(await early.item(), 3);
  assertEquals(await metric.result().item(), 7);
});

forEachDevice("taking a batch into account waits for no device", (backend) => {
  const { read } = backend;
  let reads = 0;
  Object.assign(backend, {
    read(...args: Parameters<typeof read>) {
      reads++;
      return read.apply(backend, args);
    },
  });
  for (const [metric, yTrue, yPred] of makeAll()) {
    metric.updateState(yTrue, yPred);
    metric.result();
  }
  assertEquals(reads, 0);
});

forEachDevice("metrics leave tapes and scopes alone", async () => {
  using metric = new metrics.MeanSquaredError();
  const slope = dg.grad((p: dg.Tensor) => {
    using scope = new dg.Scope();
    metric.updateState(dg.zeros([2]), p);
    return scope.keep(dg.sum(p));
  })(dg.tensor([3, 5]));
  assertEquals([...await slope.read()], [1, 1]);
  assertEquals(await metric.result().item(), 17);
});

Deno.test("a batch that does not fit changes nothing", async () => {
  await dg.setBackend("wasm");
  using metric = new metrics.FBetaScore();
  const two = dg.ones([2, 2]), three = dg.ones([2, 3]);
  metric.updateState(two, two);
  assertThrows(() => metric.updateState(three, three), dg.ShapeError);
  assertThrows(() => metric.updateState(two, three), dg.ShapeError);
  assertEquals((await metric.result().read()).length, 2);
  using mean = new metrics.Mean();
  mean.updateState(dg.tensor([1, 3]));
  const sampleWeight = dg.ones([3]);
  assertThrows(
    () => mean.updateState(dg.tensor([5, 5]), { sampleWeight }),
    dg.ShapeError,
  );
  assertEquals(await mean.result().item(), 2);
});

Deno.test("weights are an option, and given as another thing refused", () => {
  using metric = new metrics.MeanSquaredError();
  const all = dg.ones([2]);
  assertThrows(
    () => metric.updateState(all, all, all as unknown as metrics.UpdateOptions),
    TypeError,
    "Cannot update mean_squared_error: expected an object of options (options sampleWeight), received Tensor object",
  );
  const misspelt = { sample_weight: all } as metrics.UpdateOptions;
  assertThrows(() => metric.updateState(all, all, misspelt), TypeError);
});

Deno.test("metrics that are shaped by a batch have no result before it", () => {
  const lazy = [
    new metrics.R2Score(),
    new metrics.F1Score(),
    new metrics.AUC({ multiLabel: true }),
  ];
  for (const metric of lazy) {
    assertThrows(
      () => metric.result(),
      ReferenceError,
      "expected updateState to have been called, received no batch",
    );
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

Deno.test("every metric refuses weights that are no option, and further arguments", () => {
  const y = dg.tensor([[0, 1], [1, 0]]);
  for (const [, one] of oneOfEach()) {
    using metric = one;
    const isOfPairs = metric instanceof metrics.PairMetric;
    const update = metric.updateState.bind(metric) as Call;
    const given = isOfPairs ? [y, y] : [y];
    for (const wrong of wrongOptions()) {
      assertRefuses(metric.name, () => update(...given, wrong));
    }
    assertRefuses(metric.name, () => update(...given, { sample_weight: y }));
    assertRefuses(metric.name, () => update(...given, {}, 1));
  }
});

Deno.test("metrics refuse batches that they cannot mean", () => {
  const vector = dg.ones([3]), matrix = dg.ones([3, 2]);
  const ofClass = new metrics.Precision({ classId: 1 });
  assertThrows(() => ofClass.updateState(vector, vector), dg.ValueError);
  const outside = new metrics.Precision({ classId: 2 });
  assertThrows(() => outside.updateState(matrix, matrix), dg.ValueError);
  const shaped: [metrics.Metric, dg.Tensor, dg.Tensor][] = [
    [new metrics.AUC(), matrix, dg.ones([3, 3])],
    [new metrics.AUC({ multiLabel: true }), vector, vector],
    [new metrics.R2Score(), vector, vector],
    [new metrics.F1Score(), vector, vector],
    [new metrics.MeanIoU({ numClasses: 2 }), matrix, vector],
    [new metrics.Recall(), vector, dg.ones([1, 2])],
  ];
  for (const [metric, yTrue, yPred] of shaped) {
    assertThrows(() => metric.updateState(yTrue, yPred), dg.ShapeError);
  }
});
