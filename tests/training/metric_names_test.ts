/** Metrics: their names and options, and what they refuse. */

import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const keras = loadFixture<{
  readonly defaults: Record<string, Record<string, unknown>>;
  readonly names: Record<string, string>;
}>("behaviour/more_metrics.json");

/** The options of those that cannot do without. */
const DEMANDED: Readonly<Record<string, Record<string, unknown>>> = {
  IoU: { num_classes: 3, target_class_ids: [0, 2] },
  MeanIoU: { num_classes: 3 },
  OneHotIoU: { num_classes: 3, target_class_ids: [1] },
  OneHotMeanIoU: { num_classes: 3 },
  PrecisionAtRecall: { recall: 0.5 },
  RecallAtPrecision: { precision: 0.5 },
  SensitivityAtSpecificity: { specificity: 0.5 },
  SpecificityAtSensitivity: { sensitivity: 0.5 },
};

Deno.test("metrics are found by all of Keras's names", () => {
  for (const [name, class_name] of Object.entries(keras.names)) {
    const config = DEMANDED[class_name];
    const metric = config
      ? metrics.deserialize({ class_name: name, config })
      : metrics.get(name as metrics.MetricName);
    assertEquals(metrics.serialize(metric).class_name, class_name);
  }
  assertEquals(metrics.get(null), null);
  const metric = new metrics.Sum();
  assertEquals(metrics.get(metric), metric);
  assertInstanceOf(metrics.get(metrics.Recall), metrics.Recall);
});

Deno.test("metrics have Keras's defaults", () => {
  for (const [class_name, defaults] of Object.entries(keras.defaults)) {
    const config = DEMANDED[class_name] ?? {};
    const own = metrics.deserialize({ class_name, config }).getConfig();
    const name = String(own.name).replace(/_\d+$/, "");
    assertEquals({ ...own, name }, defaults);
  }
});

Deno.test("an unknown name is answered with near ones", () => {
  assertThrows(
    () => metrics.get("binary_acuracy" as "accuracy"),
    dg.ValueError,
    'received "binary_acuracy" (did you mean binary_accuracy',
  );
});

Deno.test("metrics that need options are not made by name alone", () => {
  for (const name of ["MeanIoU", "IoU", "precision_at_recall"] as const) {
    const given = name as string as "mse";
    assertThrows(() => metrics.get(given), dg.ValueError, "received undefined");
  }
  const config = { class_name: "MeanIoU", config: { num_classes: 2 } };
  assertInstanceOf(metrics.get(config), metrics.MeanIoU);
});

Deno.test("names count up where Keras gives none", () => {
  const [first, second] = [new metrics.FalseNegatives(), new metrics.AUC()];
  assertEquals(first.name.replace(/_\d+$/, ""), "false_negatives");
  assertEquals(second.name.replace(/_\d+$/, ""), "auc");
  assertEquals(new metrics.LogCoshError().name, "logcosh");
  assertEquals(new metrics.Recall({ name: "hits" }).name, "hits");
});

forEachBackend("functions and classes of one's own are metrics", async () => {
  const largest = function largest(t: dg.Tensor, p: dg.Tensor): dg.Tensor {
    return dg.max(dg.abs(dg.sub(t, p)), { axis: -1 });
  };
  using metric = metrics.get(largest);
  metric.updateState(dg.zeros([2, 2]), dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await metric.result().item(), 3);
  const written = metrics.serialize(metric);
  assertEquals(written.config, "largest");
  using again = metrics.deserialize(written, { largest });
  assertEquals(again.name, "largest");

  class Bias extends metrics.MeanMetric {
    override readonly direction: metrics.Direction = null;
    protected override values(t: dg.Tensor, p: dg.Tensor): dg.Tensor {
      return dg.mean(dg.sub(p, t), { axis: -1 });
    }
  }
  using own = metrics.deserialize(metrics.serialize(new Bias()), { Bias });
  own.updateState(dg.zeros([2, 2]), dg.tensor([[1, 2], [3, 4]]));
  assertEquals(await own.result().item(), 2.5);
});

const refused: [string, () => unknown][] = [
  [
    "thresholds to be a number from 0 to 1 or a list",
    () => new metrics.Precision({ thresholds: 1.5 }),
  ],
  [
    "thresholds to be a number from 0 to 1 or a list",
    () => new metrics.TrueNegatives({ thresholds: [0.2, -1] }),
  ],
  ["numThresholds", () => new metrics.AUC({ numThresholds: 1 })],
  ["curve", () => new metrics.AUC({ curve: "XY" as "ROC" })],
  [
    "summationMethod",
    () => new metrics.AUC({ summationMethod: "middle" as "majoring" }),
  ],
  [
    "numLabels to be given only if multiLabel is true",
    () => new metrics.AUC({ numLabels: 3 }),
  ],
  [
    "labelWeights",
    () => new metrics.AUC({ labelWeights: 3 as unknown as number[] }),
  ],
  [
    "recall to be a finite number from 0 to 1",
    () => new metrics.PrecisionAtRecall({ recall: 2 }),
  ],
  [
    "numThresholds",
    () => new metrics.PrecisionAtRecall({ recall: 0.5, numThresholds: 0 }),
  ],
  ["average", () => new metrics.F1Score({ average: "mean" as "macro" })],
  [
    "beta to be a finite number above 0",
    () => new metrics.FBetaScore({ beta: 0 }),
  ],
  [
    "threshold to be a finite number above 0 and up to 1",
    () => new metrics.F1Score({ threshold: 0 }),
  ],
  [
    "threshold to be a finite number above 0 and up to 1",
    () => new metrics.F1Score({ threshold: 1.1 }),
  ],
  [
    "classAggregation",
    () => new metrics.R2Score({ classAggregation: "sum" as "uniform_average" }),
  ],
  [
    "numRegressors to be a finite number, 0 or more",
    () => new metrics.R2Score({ numRegressors: -1 }),
  ],
  [
    "targetClassIds",
    () => new metrics.IoU({ numClasses: 2, targetClassIds: [2] }),
  ],
  ["numClasses", () => new metrics.MeanIoU({ numClasses: 0 })],
  ["dtype", () => new metrics.Mean({ dtype: "float16" as "float32" })],
  [
    "labelSmoothing",
    () => new metrics.BinaryCrossentropy({ labelSmoothing: 2 }),
  ],
];

Deno.test("metrics refuse options that make no sense", () => {
  for (const [message, make] of refused) {
    assertThrows(make, dg.ValueError, message);
  }
  const unknown = { tresholds: 0.5 } as metrics.CountOptions;
  assertThrows(() => new metrics.Recall(unknown), TypeError, "tresholds");
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
