/**
 * Metrics: how good predictions are, gathered over batches.
 *
 * @module
 */

import { find, type PartClass, read, write } from "../../config/family.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../config/serialization.ts";
import type { MetricFunction } from "./mean_metrics.ts";
import type { Metric } from "./metric.ts";
import type { MetricName } from "./names.ts";
import { FAMILY } from "./table.ts";

export type { PartClass } from "../../config/family.ts";
export * from "./accuracy_metrics.ts";
export { AUC, type AUCOptions } from "./auc_metric.ts";
export {
  type Count,
  type CountOptions,
  FalseNegatives,
  FalsePositives,
  TrueNegatives,
  TruePositives,
} from "./confusion_counts.ts";
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
export {
  ConcordanceCorrelation,
  type ConcordanceCorrelationOptions,
  PearsonCorrelation,
  type PearsonCorrelationOptions,
} from "./correlation_metrics.ts";
export {
  type Average,
  F1Score,
  type F1ScoreOptions,
  FBetaScore,
  type FBetaScoreOptions,
} from "./f_score_metrics.ts";
export * from "./hinge_metrics.ts";
export {
  type HitOptions,
  type HitRate,
  Precision,
  Recall,
} from "./hit_rates.ts";
export * from "./iou_metrics.ts";
export { Mean, MeanMetric, type MetricFunction } from "./mean_metrics.ts";
export {
  type Direction,
  Metric,
  type MetricOptions,
  PairMetric,
  type UpdateOptions,
} from "./metric.ts";
export * from "./probabilistic_metrics.ts";
export * from "./r2_score.ts";
export * from "./regression_metrics.ts";
export * from "./sum.ts";
export * from "./top_k_accuracy_metrics.ts";
export type { Curve, Summation } from "./area.ts";
export type { Counting, Part } from "./confusion.ts";
export type { ConfusionMetric, CountedParts } from "./confusion_metric.ts";
export type {
  ClassOverlapOptions,
  LabelType,
  OverlapMetric,
  OverlapOptions,
  OverlapSettings,
  SparseOverlapOptions,
  TargetClasses,
} from "./overlap_metrics.ts";
export type * from "./names.ts";
export type {
  CrossentropyOptions,
  SparseCrossentropyOptions,
} from "../losses/entropy_options.ts";

/** A class of metrics. */
export type MetricClass = PartClass<Metric>;

/** What may stand for a metric. */
export type MetricIdentifier =
  | MetricName
  | ObjectConfig
  | Metric
  | MetricClass
  | MetricFunction;

/**
 * The metric that an identifier means, `null` for none. What a function of targets and predictions returns is averaged.
 *
 * @throws {ValueError} if it means none.
 * @throws {TypeError} if it names one that cannot do without options.
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
export function get(identifier: MetricIdentifier): Metric;
/** `null` for `null`. */
export function get(
  identifier: MetricIdentifier | null | undefined,
): Metric | null;
export function get(
  identifier: MetricIdentifier | null | undefined,
): Metric | null {
  return find(FAMILY, identifier);
}

/**
 * A metric in Keras's object form; what it remembers is not part of it.
 *
 * @throws {TypeError} if it is a function without a name.
 */
export function serialize(metric: Metric): SerializedObject;
/** `null` for `null`. */
export function serialize(metric: Metric | null): SerializedObject | null;
export function serialize(metric: Metric | null): SerializedObject | null {
  return write(FAMILY, metric);
}

/**
 * The metric that Keras's object form means; classes and functions of your own are looked up in `customObjects`.
 *
 * @throws {ValueError} if nothing has its name.
 */
export function deserialize(
  config: ObjectConfig,
  customObjects: CustomObjects = {},
): Metric {
  return read(FAMILY, config, customObjects);
}
