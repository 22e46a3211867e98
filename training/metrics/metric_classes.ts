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
export const classes: {
  readonly Accuracy: typeof Accuracy;
  readonly AUC: typeof AUC;
  readonly BinaryAccuracy: typeof BinaryAccuracy;
  readonly BinaryCrossentropy: typeof BinaryCrossentropy;
  readonly BinaryIoU: typeof BinaryIoU;
  readonly CategoricalAccuracy: typeof CategoricalAccuracy;
  readonly CategoricalCrossentropy: typeof CategoricalCrossentropy;
  readonly CategoricalHinge: typeof CategoricalHinge;
  readonly ConcordanceCorrelation: typeof ConcordanceCorrelation;
  readonly CosineSimilarity: typeof CosineSimilarity;
  readonly F1Score: typeof F1Score;
  readonly FBetaScore: typeof FBetaScore;
  readonly FalseNegatives: typeof FalseNegatives;
  readonly FalsePositives: typeof FalsePositives;
  readonly Hinge: typeof Hinge;
  readonly IoU: typeof IoU;
  readonly KLDivergence: typeof KLDivergence;
  readonly LogCoshError: typeof LogCoshError;
  readonly Mean: typeof Mean;
  readonly MeanAbsoluteError: typeof MeanAbsoluteError;
  readonly MeanAbsolutePercentageError: typeof MeanAbsolutePercentageError;
  readonly MeanIoU: typeof MeanIoU;
  readonly MeanSquaredError: typeof MeanSquaredError;
  readonly MeanSquaredLogarithmicError: typeof MeanSquaredLogarithmicError;
  readonly MultiscaleSSIM: typeof MultiscaleSSIM;
  readonly OneHotIoU: typeof OneHotIoU;
  readonly OneHotMeanIoU: typeof OneHotMeanIoU;
  readonly PearsonCorrelation: typeof PearsonCorrelation;
  readonly Poisson: typeof Poisson;
  readonly Precision: typeof Precision;
  readonly PrecisionAtRecall: typeof PrecisionAtRecall;
  readonly PSNR: typeof PSNR;
  readonly R2Score: typeof R2Score;
  readonly Recall: typeof Recall;
  readonly RecallAtPrecision: typeof RecallAtPrecision;
  readonly RootMeanSquaredError: typeof RootMeanSquaredError;
  readonly SensitivityAtSpecificity: typeof SensitivityAtSpecificity;
  readonly SparseCategoricalAccuracy: typeof SparseCategoricalAccuracy;
  readonly SparseCategoricalCrossentropy: typeof SparseCategoricalCrossentropy;
  readonly SparseTopKCategoricalAccuracy: typeof SparseTopKCategoricalAccuracy;
  readonly SpecificityAtSensitivity: typeof SpecificityAtSensitivity;
  readonly SquaredHinge: typeof SquaredHinge;
  readonly SSIM: typeof SSIM;
  readonly Sum: typeof Sum;
  readonly TopKCategoricalAccuracy: typeof TopKCategoricalAccuracy;
  readonly TrueNegatives: typeof TrueNegatives;
  readonly TruePositives: typeof TruePositives;
} = {
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
