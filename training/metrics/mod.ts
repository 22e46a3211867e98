/**
 * Metrics: how good predictions are, gathered over batches.
 *
 * @module
 */

import { find, type PartClass, read, write } from "../../layers/registry.ts";
import type {
  CustomObjects,
  ObjectConfig,
  SerializedObject,
} from "../../layers/serialization.ts";
import type { MetricFunction } from "./function_metric.ts";
import type { Metric } from "./metric.ts";
import type { MetricName } from "./names.ts";
import { FAMILY } from "./table.ts";

export type { PartClass } from "../../layers/registry.ts";
export * from "./accuracy.ts";
export * from "./auc.ts";
export * from "./binary_accuracy.ts";
export * from "./binary_crossentropy.ts";
export * from "./binary_iou.ts";
export * from "./categorical_accuracy.ts";
export * from "./categorical_crossentropy.ts";
export * from "./categorical_hinge.ts";
export * from "./concordance_correlation.ts";
export * from "./cosine_similarity.ts";
export * from "./f1_score.ts";
export * from "./fbeta_score.ts";
export * from "./false_negatives.ts";
export * from "./false_positives.ts";
export * from "./hinge.ts";
export * from "./iou.ts";
export * from "./kl_divergence.ts";
export * from "./log_cosh_error.ts";
export * from "./mean.ts";
export * from "./mean_absolute_error.ts";
export * from "./mean_absolute_percentage_error.ts";
export * from "./mean_iou.ts";
export * from "./mean_squared_error.ts";
export * from "./mean_squared_logarithmic_error.ts";
export * from "./one_hot_iou.ts";
export * from "./one_hot_mean_iou.ts";
export * from "./pearson_correlation.ts";
export * from "./poisson.ts";
export * from "./precision.ts";
export * from "./precision_at_recall.ts";
export * from "./r2_score.ts";
export * from "./recall.ts";
export * from "./recall_at_precision.ts";
export * from "./root_mean_squared_error.ts";
export * from "./sensitivity_at_specificity.ts";
export * from "./sparse_categorical_accuracy.ts";
export * from "./sparse_categorical_crossentropy.ts";
export * from "./sparse_top_k_categorical_accuracy.ts";
export * from "./specificity_at_sensitivity.ts";
export * from "./squared_hinge.ts";
export * from "./sum.ts";
export * from "./top_k_categorical_accuracy.ts";
export * from "./true_negatives.ts";
export * from "./true_positives.ts";
export type { Curve, Summation } from "./area.ts";
export type { AUCOptions } from "./auc_options.ts";
export type { ConfusionMetric, CountedParts } from "./confusion_metric.ts";
export type {
  ConstrainedRate,
  ConstrainedRateOptions,
  Rate,
  Rates,
} from "./constrained_rate.ts";
export type { Counting, Part } from "./confusion.ts";
export type { Count, CountOptions } from "./count.ts";
export type {
  Average,
  F1ScoreOptions,
  FBetaScoreOptions,
} from "./fbeta_options.ts";
export type { MetricFunction } from "./function_metric.ts";
export type { HitOptions, HitRate } from "./hit_rate.ts";
export type {
  ClassOverlapOptions,
  LabelType,
  OverlapOptions,
  OverlapSettings,
  SparseOverlapOptions,
  TargetClasses,
} from "./iou_options.ts";
export { MeanMetric } from "./mean_metric.ts";
export {
  type Direction,
  Metric,
  type MetricOptions,
  PairMetric,
  type UpdateOptions,
} from "./metric.ts";
export type * from "./names.ts";
export type { OverlapMetric } from "./overlap_metric.ts";
export type { CrossentropyOptions } from "../losses/crossentropy_options.ts";
export type { SparseCrossentropyOptions } from "../losses/sparse_options.ts";

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
