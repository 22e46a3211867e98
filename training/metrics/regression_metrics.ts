/** The means of how far predicted numbers are from their targets. */

import { checkArguments } from "../check_arguments.ts";
import { square, sub, x, y } from "../../autograd/formula.ts";
import { neg, sqrt } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { cosineSimilarity } from "../losses/cosine_similarity.ts";
import {
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
} from "../losses/regression_losses.ts";
import { toSameRank } from "../losses/reduction.ts";
import { MeanMetric } from "./mean_metrics.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

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
 */
export class MeanAbsoluteError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("MeanAbsoluteError", arguments, METRIC_OPTIONS);
    super("mean_absolute_error", options);
  }

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
 */
export class MeanAbsolutePercentageError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("MeanAbsolutePercentageError", arguments, METRIC_OPTIONS);
    super("mean_absolute_percentage_error", options);
  }

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
 */
export class MeanSquaredError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("MeanSquaredError", arguments, METRIC_OPTIONS);
    super("mean_squared_error", options);
  }

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
 */
export class MeanSquaredLogarithmicError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("MeanSquaredLogarithmicError", arguments, METRIC_OPTIONS);
    super("mean_squared_logarithmic_error", options);
  }

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
 */
export class RootMeanSquaredError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("RootMeanSquaredError", arguments, METRIC_OPTIONS);
    super("root_mean_squared_error", options);
  }

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
 */
export class LogCoshError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("LogCoshError", arguments, METRIC_OPTIONS);
    super("logcosh", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}

/** The options of `CosineSimilarity`. */
export interface CosineSimilarityOptions extends MetricOptions {
  /** The axis along which the vectors lie, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

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
 */
export class CosineSimilarity extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** The axis along which the vectors lie. */
  readonly axis: number;

  /** Sets the axis. */
  constructor(options: CosineSimilarityOptions = {}) {
    checkArguments("CosineSimilarity", arguments, [...METRIC_OPTIONS, "axis"]);
    super("cosine_similarity", options);
    this.axis = checkNumber("CosineSimilarity", "axis", options.axis ?? -1);
  }

  /** One value for each pair of vectors. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return neg(cosineSimilarity(yTrue, yPred, { axis: this.axis }));
  }

  /** Keras's arguments; the axis, which Keras leaves out, if it is not the last. */
  override getConfig(): Config {
    const config = super.getConfig();
    return this.axis === -1 ? config : { ...config, axis: this.axis };
  }
}
