/** The table of the metrics. */

import type { Family, PartClass } from "../../config/family.ts";
import {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
} from "./accuracy_metrics.ts";
import { AUC } from "./auc_metric.ts";
import {
  FalseNegatives,
  FalsePositives,
  TrueNegatives,
  TruePositives,
} from "./confusion_counts.ts";
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
import { Precision, Recall } from "./hit_rates.ts";
import {
  BinaryIoU,
  IoU,
  MeanIoU,
  OneHotIoU,
  OneHotMeanIoU,
} from "./iou_metrics.ts";
import { FunctionMetric, Mean, type MetricFunction } from "./mean_metrics.ts";
import { Metric } from "./metric.ts";
import type { MetricAlias, MetricClassName } from "./names.ts";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  KLDivergence,
  Poisson,
  SparseCategoricalCrossentropy,
} from "./probabilistic_metrics.ts";
import { R2Score } from "./r2_score.ts";
import {
  CosineSimilarity,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  RootMeanSquaredError,
} from "./regression_metrics.ts";
import { Sum } from "./sum.ts";
import {
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} from "./top_k_accuracy_metrics.ts";

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
  base: Metric,
  module: "keras.metrics",
  classes: CLASSES as unknown as Record<MetricClassName, PartClass<Metric>>,
  aliases: ALIASES,
  wrap: (f) => new FunctionMetric(f),
};
