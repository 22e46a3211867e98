/** The means of how far predicted numbers are from their targets. */

import { square, sub, x, y } from "../../autograd/formula.ts";
import { neg, sqrt } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  cosineSimilarity,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from "../losses/regression_losses.ts";
import { toSameRank } from "../losses/reduction.ts";
import { logCosh } from "../losses/robust_losses.ts";
import { COSINE, type CosineOptions } from "../losses/rows.ts";
import { name } from "../rows.ts";
import type { MetricOptions } from "./metric.ts";
import { LossMetric, ScoreMetric } from "./reduction_metrics.ts";

/**
 * The mean absolute error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanAbsoluteError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[2, 1]]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class MeanAbsoluteError extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}

/**
 * The mean absolute error in percent of the targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanAbsolutePercentageError();
 * metric.updateState(dg.tensor([[2, 1]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await metric.result().item(), 25, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class MeanAbsolutePercentageError extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}

/**
 * The mean squared error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanSquaredError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[2, 1]]));
 * assertAlmostEquals(await metric.result().item(), 2, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class MeanSquaredError extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}

/**
 * The mean squared error of logarithms.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanSquaredLogarithmicError();
 * metric.updateState(dg.tensor([[0, 0]]), dg.tensor([[0, Math.E - 1]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class MeanSquaredLogarithmicError extends LossMetric {
  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}

const squared = square(sub(y, x));

/**
 * The square root of the mean squared error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.RootMeanSquaredError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertEquals(await metric.result().item(), 3);
 * ```
 *
 * @category Metrics
 */
export class RootMeanSquaredError extends LossMetric {
  /** The squared differences. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return elementwise(squared, toSameRank(yTrue, yPred));
  }

  /** The root of the mean. */
  protected override compute(): Tensor {
    return sqrt(super.compute());
  }
}

/**
 * The mean logarithm of the hyperbolic cosine of the errors.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.LogCoshError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0, 1]]));
 * assertAlmostEquals(await metric.result().item(), 0, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class LogCoshError extends LossMetric {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    name: name(() => "logcosh"),
  } satisfies Schema<MetricOptions, MetricOptions>;

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}

/**
 * The options of `CosineSimilarity`.
 * @category Metrics
 */
export interface CosineSimilarityOptions extends MetricOptions, CosineOptions {}

/**
 * The mean cosine of the angle between targets and predictions: 1 where they point the same way, unlike the loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CosineSimilarity();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertAlmostEquals(await metric.result().item(), 0.8, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class CosineSimilarity extends ScoreMetric<CosineSimilarityOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = COSINE satisfies Schema<
    CosineSimilarityOptions,
    MetricOptions
  >;
  /** The axis along which the vectors lie. */
  declare readonly axis: number;

  /** One value for each pair of vectors. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return neg(cosineSimilarity(yTrue, yPred, { axis: this.axis }));
  }
}
