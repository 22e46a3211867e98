/**
 * Metrics: how good predictions are, gathered over batches.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { BinaryAccuracy } from "@decograd/decograd/metrics";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new BinaryAccuracy();
 * metric.updateState(dg.tensor([0, 1, 1, 0]), dg.tensor([0.1, 0.8, 0.3, 0.2]));
 * assertEquals(await metric.result().item(), 0.75);
 * ```
 *
 * @category Metrics
 * @module
 */

import "../../autograd/ops/chain.ts";
import {
  type Deserialize,
  family,
  type Get,
  type NameOf,
  type PartClass,
  type Serialize,
} from "../../config/family.ts";
import type { ObjectConfig } from "../../config/serialization.ts";
import { psnr } from "../image_quality/psnr.ts";
import { ssim, ssimMultiscale } from "../image_quality/ssim.ts";
import { classes } from "./metric_classes.ts";
import { Metric } from "./metric.ts";
import { FunctionMetric, type MetricFunction } from "./reduction_metrics.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./accuracy_metrics.ts";
export * from "./auc_metric.ts";
export { classes } from "./metric_classes.ts";
export {
  type Count,
  type CountOptions,
  FalseNegatives,
  FalsePositives,
  type HitOptions,
  type HitRate,
  Precision,
  Recall,
  TrueNegatives,
  TruePositives,
} from "./confusion_metrics.ts";
export {
  type ConstrainedRate,
  type ConstrainedRateOptions,
  PrecisionAtRecall,
  type PrecisionAtRecallOptions,
  type Rate,
  type Rates,
  RecallAtPrecision,
  type RecallAtPrecisionOptions,
  SensitivityAtSpecificity,
  type SensitivityAtSpecificityOptions,
  SpecificityAtSensitivity,
  type SpecificityAtSensitivityOptions,
} from "./constrained_rates.ts";
export * from "./correlation_metrics.ts";
export * from "./f_score_metrics.ts";
export * from "./hinge_metrics.ts";
export {
  type Features,
  frechetDistance,
} from "../image_quality/frechet_distance.ts";
export { psnr, ssim, ssimMultiscale };
export * from "./image_metrics.ts";
export * from "./iou_metrics.ts";
export { Metric, PairMetric } from "./metric.ts";
export type {
  Additions,
  Direction,
  MetricOptions,
  UpdateOptions,
} from "./metric.ts";
export * from "./probabilistic_metrics.ts";
export * from "./r2_score.ts";
export {
  type LossMetric,
  Mean,
  MeanMetric,
  type MetricFunction,
  type ScoreMetric,
  Sum,
} from "./reduction_metrics.ts";
export * from "./regression_metrics.ts";
export type { Curve, Summation } from "./area.ts";
export type { Counting, Part } from "./confusion.ts";
export type { ConfusionMetric, CountedParts } from "./confusion_metric.ts";
export type {
  ClassOverlapOptions,
  LabelType,
  OverlapMetric,
  OverlapOptions,
  SparseOverlapOptions,
  TargetClasses,
} from "./overlap_metrics.ts";
export type {
  BrightnessOptions,
  ScalesOptions,
  StructureOptions,
} from "../image_quality/options.ts";
export type { Thresholds } from "./thresholds.ts";
export type {
  CosineOptions,
  CrossentropyOptions,
  SparseCrossentropyOptions,
} from "../losses/rows.ts";

/**
 * Names that no rule gives.
 * @category Metrics
 */
export const aliases = {
  BCE: "BinaryCrossentropy",
  bce: "BinaryCrossentropy",
  MAE: "MeanAbsoluteError",
  mae: "MeanAbsoluteError",
  MAPE: "MeanAbsolutePercentageError",
  mape: "MeanAbsolutePercentageError",
  MSE: "MeanSquaredError",
  mse: "MeanSquaredError",
  MSLE: "MeanSquaredLogarithmicError",
  msle: "MeanSquaredLogarithmicError",
} as const;

/**
 * The names that stand for a metric with its defaults: those of the classes, the same in snake_case, and Keras's
 * abbreviations. Classes that cannot do without options are not among them.
 *
 * @category Metrics
 */
export type MetricName =
  | NameOf<
    {
      [Name in keyof typeof classes]: (typeof classes)[Name] extends
        new () => Metric ? Name : never;
    }[keyof typeof classes]
  >
  | keyof typeof aliases;

/**
 * A class of metrics.
 * @category Metrics
 */
export type MetricClass = PartClass<Metric>;

/**
 * What may stand for a metric.
 * @category Metrics
 */
export type MetricIdentifier =
  | MetricName
  | ObjectConfig
  | Metric
  | MetricClass
  | MetricFunction;

const metrics = family<MetricIdentifier, Metric, MetricFunction>({
  kind: "metric",
  base: Metric,
  module: "keras.metrics",
  classes,
  others: { Metric, FunctionMetric, psnr, ssim, ssimMultiscale },
  aliases,
  wrap: (f) => new FunctionMetric(f),
});

/**
 * The metric that an identifier means, `null` for none. What a function of targets and predictions returns is averaged.
 *
 * @throws {ValueError} if it means none, or names one that cannot do without options.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = dg.metrics.get("mse");
 * metric.updateState(dg.tensor([1, 2]), dg.tensor([1, 4]));
 * assertEquals(await metric.result().item(), 2);
 * ```
 *
 * @category Metrics
 */
export const get: Get<MetricIdentifier, Metric> = metrics.get;

/**
 * A metric in Keras's object form; what it remembers is not part of it.
 *
 * @throws {TypeError} if it is a function without a name.
 *
 * @category Metrics
 */
export const serialize: Serialize<Metric> = metrics.serialize;

/**
 * The metric that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 *
 * @category Metrics
 */
export const deserialize: Deserialize<Metric> = metrics.deserialize;
