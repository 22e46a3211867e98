/** Metrics that are the means of losses. */

import { eq, not, square, sub, x, y } from "../../autograd/formula.ts";
import { mul as scale, neg, sqrt } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import * as losses from "../losses/mod.ts";
import { toSameRank } from "../losses/reduction.ts";
import {
  MeanMetric,
  meanMetric,
  type MeanMetricClass,
  type MeanMetricRow,
} from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

type Plain = Record<never, never>;

function ofLoss(
  className: string,
  name: string,
  values: MeanMetricRow<Plain>["values"],
  direction: Direction = "down",
): MeanMetricClass<Plain> {
  return meanMetric({ className, name, direction, defaults: {}, values });
}

/** The mean squared error. */
export const MeanSquaredError: MeanMetricClass<Plain> = ofLoss(
  "MeanSquaredError",
  "mean_squared_error",
  (t, p) => losses.meanSquaredError(t, p),
);

/** The mean absolute error. */
export const MeanAbsoluteError: MeanMetricClass<Plain> = ofLoss(
  "MeanAbsoluteError",
  "mean_absolute_error",
  (t, p) => losses.meanAbsoluteError(t, p),
);

/** The mean absolute error in percent of the targets. */
export const MeanAbsolutePercentageError: MeanMetricClass<Plain> = ofLoss(
  "MeanAbsolutePercentageError",
  "mean_absolute_percentage_error",
  (t, p) => losses.meanAbsolutePercentageError(t, p),
);

/** The mean squared error of logarithms. */
export const MeanSquaredLogarithmicError: MeanMetricClass<Plain> = ofLoss(
  "MeanSquaredLogarithmicError",
  "mean_squared_logarithmic_error",
  (t, p) => losses.meanSquaredLogarithmicError(t, p),
);

/** The mean logarithm of the hyperbolic cosine of the errors. */
export const LogCoshError: MeanMetricClass<Plain> = ofLoss(
  "LogCoshError",
  "logcosh",
  (t, p) => losses.logCosh(t, p),
);

/** The mean hinge loss. */
export const Hinge: MeanMetricClass<Plain> = ofLoss(
  "Hinge",
  "hinge",
  (t, p) => losses.hinge(t, p),
);

/** The mean squared hinge loss. */
export const SquaredHinge: MeanMetricClass<Plain> = ofLoss(
  "SquaredHinge",
  "squared_hinge",
  (t, p) => losses.squaredHinge(t, p),
);

/** The mean categorical hinge loss. */
export const CategoricalHinge: MeanMetricClass<Plain> = ofLoss(
  "CategoricalHinge",
  "categorical_hinge",
  (t, p) => losses.categoricalHinge(t, p),
);

/** The mean Kullback-Leibler divergence. */
export const KLDivergence: MeanMetricClass<Plain> = ofLoss(
  "KLDivergence",
  "kl_divergence",
  (t, p) => losses.klDivergence(t, p),
  null,
);

/** The mean Poisson loss. */
export const Poisson: MeanMetricClass<Plain> = ofLoss(
  "Poisson",
  "poisson",
  (t, p) => losses.poisson(t, p),
  null,
);

/** How predictions are meant: `axis` is that of the classes. */
export interface CategoricalCrossentropyOptions {
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** How far targets are moved towards one another. */
  readonly labelSmoothing: number;
  /** The axis of the classes. */
  readonly axis: number;
}

/** The mean binary cross-entropy. */
export const BinaryCrossentropy: MeanMetricClass<
  Omit<CategoricalCrossentropyOptions, "axis">
> = meanMetric({
  className: "BinaryCrossentropy",
  name: "binary_crossentropy",
  direction: "down",
  defaults: { fromLogits: false, labelSmoothing: 0 },
  values: losses.binaryCrossentropy,
});

/** The mean cross-entropy of classes. */
export const CategoricalCrossentropy: MeanMetricClass<
  CategoricalCrossentropyOptions
> = meanMetric({
  className: "CategoricalCrossentropy",
  name: "categorical_crossentropy",
  direction: "down",
  defaults: { fromLogits: false, labelSmoothing: 0, axis: -1 },
  values: losses.categoricalCrossentropy,
});

const differs = not(eq(x, y));

/** The options of `SparseCategoricalCrossentropy`. */
export interface SparseCategoricalCrossentropyOptions {
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** The class whose samples are 0. */
  readonly ignoreClass: number | null;
  /** The axis of the classes. */
  readonly axis: number;
}

/**
 * The mean cross-entropy of targets that are numbers of classes. As in Keras, samples of the ignored class lower the mean,
 * unless there are weights.
 */
export const SparseCategoricalCrossentropy: MeanMetricClass<
  SparseCategoricalCrossentropyOptions
> = meanMetric<SparseCategoricalCrossentropyOptions>({
  className: "SparseCategoricalCrossentropy",
  name: "sparse_categorical_crossentropy",
  direction: "down",
  defaults: { fromLogits: false, ignoreClass: null, axis: -1 },
  values: losses.sparseCategoricalCrossentropy,
  weights(weight, t, { ignoreClass }) {
    if (ignoreClass === null) return weight;
    const labels = t.rank === weight.rank ? t : reshape(t, weight.shape);
    return scale(weight, elementwise(differs, [labels, ignoreClass]));
  },
});

/** The mean cosine of the angle between targets and predictions: 1 where they point the same way, unlike the loss. */
export const CosineSimilarity: MeanMetricClass<{ readonly axis: number }> =
  meanMetric({
    className: "CosineSimilarity",
    name: "cosine_similarity",
    direction: "up",
    defaults: { axis: -1 },
    unwritten: ["axis"],
    values: (t, p, options) => neg(losses.cosineSimilarity(t, p, options)),
  });

const squared = square(sub(y, x));

/** The square root of the mean squared error. */
export class RootMeanSquaredError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("RootMeanSquaredError", options, METRIC_OPTIONS);
    super("root_mean_squared_error", options);
  }

  /** The squared differences. */
  protected override values(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): readonly [Tensor, Tensor | null] {
    return [elementwise(squared, toSameRank(yTrue, yPred)), sampleWeight];
  }

  /** The root of the mean. */
  protected override compute(): Tensor {
    return sqrt(super.compute());
  }
}
