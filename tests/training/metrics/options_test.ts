/** Options of metrics that make no sense are refused, and those from which sizes follow at once. */

import { assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as metrics from "@decograd/decograd/metrics";
import { assertSays } from "../refusals.ts";

type Class = new (options: object) => unknown;

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
