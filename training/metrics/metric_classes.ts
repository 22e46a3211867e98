/** The metrics under Keras's names. */

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
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  KLDivergence,
  Poisson,
  SparseCategoricalCrossentropy,
} from "./probabilistic_metrics.ts";
import { R2Score } from "./r2_score.ts";
import { Mean, Sum } from "./reduction_metrics.ts";
import {
  CosineSimilarity,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  RootMeanSquaredError,
} from "./regression_metrics.ts";

/**
 * The classes under Keras's names for them.
 * @category Metrics
 */
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
