/**
 * Metrics: how good predictions are, gathered over batches.
 *
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
import {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} from "./accuracy_metrics.ts";
import { AUC } from "./auc_metric.ts";
import {
  FalseNegatives,
  FalsePositives,
  Precision,
  Recall,
  TrueNegatives,
  TruePositives,
} from "./confusion_metrics.ts";
import {
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from "./constrained_rates.ts";
import {
  ConcordanceCorrelation,
  PearsonCorrelation,
} from "./correlation_metrics.ts";
import { F1Score, FBetaScore } from "./f_score_metrics.ts";
import { CategoricalHinge, Hinge, SquaredHinge } from "./hinge_metrics.ts";
import { MultiscaleSSIM, PSNR, SSIM } from "./image_metrics.ts";
import {
  BinaryIoU,
  IoU,
  MeanIoU,
  OneHotIoU,
  OneHotMeanIoU,
} from "./iou_metrics.ts";
import { Metric } from "./metric.ts";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  KLDivergence,
  Poisson,
  SparseCategoricalCrossentropy,
} from "./probabilistic_metrics.ts";
import { R2Score } from "./r2_score.ts";
import {
  FunctionMetric,
  Mean,
  type MetricFunction,
  Sum,
} from "./reduction_metrics.ts";
import {
  CosineSimilarity,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  RootMeanSquaredError,
} from "./regression_metrics.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./accuracy_metrics.ts";
export * from "./auc_metric.ts";
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
export { psnr } from "../image_quality/psnr.ts";
export { ssim, ssimMultiscale } from "../image_quality/ssim.ts";
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

/** The classes under Keras's names for them. */
export const classes = {
  Accuracy,
  AUC,
  BinaryAccuracy,
  BinaryCrossentropy,
  BinaryIoU,
  CategoricalAccuracy,
  CategoricalCrossentropy,
  CategoricalHinge,
  ConcordanceCorrelation,
  CosineSimilarity,
  F1Score,
  FBetaScore,
  FalseNegatives,
  FalsePositives,
  Hinge,
  IoU,
  KLDivergence,
  LogCoshError,
  Mean,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanIoU,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  MultiscaleSSIM,
  OneHotIoU,
  OneHotMeanIoU,
  PearsonCorrelation,
  Poisson,
  Precision,
  PrecisionAtRecall,
  PSNR,
  R2Score,
  Recall,
  RecallAtPrecision,
  RootMeanSquaredError,
  SensitivityAtSpecificity,
  SparseCategoricalAccuracy,
  SparseCategoricalCrossentropy,
  SparseTopKCategoricalAccuracy,
  SpecificityAtSensitivity,
  SquaredHinge,
  SSIM,
  Sum,
  TopKCategoricalAccuracy,
  TrueNegatives,
  TruePositives,
};

/** Names that no rule gives. */
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
 */
export type MetricName =
  | NameOf<
    {
      [Name in keyof typeof classes]: (typeof classes)[Name] extends
        new () => Metric ? Name : never;
    }[keyof typeof classes]
  >
  | keyof typeof aliases;

/** A class of metrics. */
export type MetricClass = PartClass<Metric>;

/** What may stand for a metric. */
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
 */
export const get: Get<MetricIdentifier, Metric> = metrics.get;

/**
 * A metric in Keras's object form; what it remembers is not part of it.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export const serialize: Serialize<Metric> = metrics.serialize;

/**
 * The metric that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export const deserialize: Deserialize<Metric> = metrics.deserialize;
