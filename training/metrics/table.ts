/** The table of the metrics. */

import type { Family, PartClass } from "../../layers/registry.ts";
import { Accuracy } from "./accuracy.ts";
import { AUC } from "./auc.ts";
import { BinaryAccuracy } from "./binary_accuracy.ts";
import { BinaryCrossentropy } from "./binary_crossentropy.ts";
import { BinaryIoU } from "./binary_iou.ts";
import { CategoricalAccuracy } from "./categorical_accuracy.ts";
import { CategoricalCrossentropy } from "./categorical_crossentropy.ts";
import { CategoricalHinge } from "./categorical_hinge.ts";
import { ConcordanceCorrelation } from "./concordance_correlation.ts";
import { CosineSimilarity } from "./cosine_similarity.ts";
import { F1Score } from "./f1_score.ts";
import { FBetaScore } from "./fbeta_score.ts";
import { FalseNegatives } from "./false_negatives.ts";
import { FalsePositives } from "./false_positives.ts";
import { Hinge } from "./hinge.ts";
import { IoU } from "./iou.ts";
import { KLDivergence } from "./kl_divergence.ts";
import { LogCoshError } from "./log_cosh_error.ts";
import { Mean } from "./mean.ts";
import { MeanAbsoluteError } from "./mean_absolute_error.ts";
import { MeanAbsolutePercentageError } from "./mean_absolute_percentage_error.ts";
import { MeanIoU } from "./mean_iou.ts";
import { MeanSquaredError } from "./mean_squared_error.ts";
import { MeanSquaredLogarithmicError } from "./mean_squared_logarithmic_error.ts";
import { OneHotIoU } from "./one_hot_iou.ts";
import { OneHotMeanIoU } from "./one_hot_mean_iou.ts";
import { PearsonCorrelation } from "./pearson_correlation.ts";
import { Poisson } from "./poisson.ts";
import { Precision } from "./precision.ts";
import { PrecisionAtRecall } from "./precision_at_recall.ts";
import { R2Score } from "./r2_score.ts";
import { Recall } from "./recall.ts";
import { RecallAtPrecision } from "./recall_at_precision.ts";
import { RootMeanSquaredError } from "./root_mean_squared_error.ts";
import { SensitivityAtSpecificity } from "./sensitivity_at_specificity.ts";
import { SparseCategoricalAccuracy } from "./sparse_categorical_accuracy.ts";
import { SparseCategoricalCrossentropy } from "./sparse_categorical_crossentropy.ts";
import { SparseTopKCategoricalAccuracy } from "./sparse_top_k_categorical_accuracy.ts";
import { SpecificityAtSensitivity } from "./specificity_at_sensitivity.ts";
import { SquaredHinge } from "./squared_hinge.ts";
import { Sum } from "./sum.ts";
import { TopKCategoricalAccuracy } from "./top_k_categorical_accuracy.ts";
import { TrueNegatives } from "./true_negatives.ts";
import { TruePositives } from "./true_positives.ts";
import { FunctionMetric, type MetricFunction } from "./function_metric.ts";
import type { Metric } from "./metric.ts";
import type { MetricAlias, MetricClassName } from "./names.ts";

// Those that cannot do without options say so themselves when they are made without.
const CLASSES = {
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
  OneHotIoU,
  OneHotMeanIoU,
  PearsonCorrelation,
  Poisson,
  Precision,
  PrecisionAtRecall,
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
  Sum,
  TopKCategoricalAccuracy,
  TrueNegatives,
  TruePositives,
} satisfies Record<MetricClassName, unknown>;

const ALIASES: Record<MetricAlias, MetricClassName> = {
  accuracy: "Accuracy",
  auc: "AUC",
  binary_accuracy: "BinaryAccuracy",
  binary_crossentropy: "BinaryCrossentropy",
  binary_io_u: "BinaryIoU",
  categorical_accuracy: "CategoricalAccuracy",
  categorical_crossentropy: "CategoricalCrossentropy",
  categorical_hinge: "CategoricalHinge",
  concordance_correlation: "ConcordanceCorrelation",
  cosine_similarity: "CosineSimilarity",
  f1_score: "F1Score",
  f_beta_score: "FBetaScore",
  false_negatives: "FalseNegatives",
  false_positives: "FalsePositives",
  hinge: "Hinge",
  io_u: "IoU",
  kl_divergence: "KLDivergence",
  log_cosh_error: "LogCoshError",
  mean: "Mean",
  mean_absolute_error: "MeanAbsoluteError",
  mean_absolute_percentage_error: "MeanAbsolutePercentageError",
  mean_io_u: "MeanIoU",
  mean_squared_error: "MeanSquaredError",
  mean_squared_logarithmic_error: "MeanSquaredLogarithmicError",
  one_hot_io_u: "OneHotIoU",
  one_hot_mean_io_u: "OneHotMeanIoU",
  pearson_correlation: "PearsonCorrelation",
  poisson: "Poisson",
  precision: "Precision",
  precision_at_recall: "PrecisionAtRecall",
  r2_score: "R2Score",
  recall: "Recall",
  recall_at_precision: "RecallAtPrecision",
  root_mean_squared_error: "RootMeanSquaredError",
  sensitivity_at_specificity: "SensitivityAtSpecificity",
  sparse_categorical_accuracy: "SparseCategoricalAccuracy",
  sparse_categorical_crossentropy: "SparseCategoricalCrossentropy",
  sparse_top_k_categorical_accuracy: "SparseTopKCategoricalAccuracy",
  specificity_at_sensitivity: "SpecificityAtSensitivity",
  squared_hinge: "SquaredHinge",
  sum: "Sum",
  top_k_categorical_accuracy: "TopKCategoricalAccuracy",
  true_negatives: "TrueNegatives",
  true_positives: "TruePositives",
  bce: "BinaryCrossentropy",
  BCE: "BinaryCrossentropy",
  mse: "MeanSquaredError",
  MSE: "MeanSquaredError",
  mae: "MeanAbsoluteError",
  MAE: "MeanAbsoluteError",
  mape: "MeanAbsolutePercentageError",
  MAPE: "MeanAbsolutePercentageError",
  msle: "MeanSquaredLogarithmicError",
  MSLE: "MeanSquaredLogarithmicError",
};

/** How metrics are found, written down and read back. */
export const FAMILY: Family<Metric, MetricFunction> = {
  kind: "metric",
  module: "keras.metrics",
  classes: CLASSES as unknown as Record<MetricClassName, PartClass<Metric>>,
  aliases: ALIASES,
  wrap: (f) => new FunctionMetric(f),
};
