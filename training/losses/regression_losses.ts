/** How far predicted numbers are from their targets. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
import {
  abs,
  add,
  div,
  log,
  maximum,
  mul,
  softplus,
  square,
  sub,
  x,
  y,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const MEAN_ABSOLUTE_ERROR: Pointwise = {
  name: "meanAbsoluteError",
  expr: abs(sub(y, x)),
};

/**
 * The mean of the absolute differences over the last axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function meanAbsoluteError(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute meanAbsoluteError", arguments, 2);
  return foldPointwise(MEAN_ABSOLUTE_ERROR, yTrue, yPred);
}

/**
 * The mean absolute error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MeanAbsoluteError();
 * const value = loss.call(dg.tensor([[0, 1], [1, 1]]), dg.tensor([[0, 3], [1, 1]]));
 * assertAlmostEquals(await value.item(), 0.5, 1e-5);
 * ```
 */
export class MeanAbsoluteError extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("MeanAbsoluteError", arguments, LOSS_OPTIONS);
    super("mean_absolute_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}

const MEAN_ABSOLUTE_PERCENTAGE_ERROR: Pointwise = {
  name: "meanAbsolutePercentageError",
  expr: mul(
    100,
    abs(div(sub(x, y), maximum(abs(x), EPSILON))),
  ),
};

/**
 * The mean over the last axis of the differences in percent of the targets: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function meanAbsolutePercentageError(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute meanAbsolutePercentageError", arguments, 2);
  return foldPointwise(MEAN_ABSOLUTE_PERCENTAGE_ERROR, yTrue, yPred);
}

/**
 * The mean absolute percentage error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MeanAbsolutePercentageError();
 * const value = loss.call(dg.tensor([[2, 1]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await value.item(), 25, 1e-5);
 * ```
 */
export class MeanAbsolutePercentageError extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("MeanAbsolutePercentageError", arguments, LOSS_OPTIONS);
    super("mean_absolute_percentage_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}

const MEAN_SQUARED_ERROR: Pointwise = {
  name: "meanSquaredError",
  expr: square(sub(y, x)),
};

/**
 * The mean of the squared differences over the last axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function meanSquaredError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  checkArgumentCount("compute meanSquaredError", arguments, 2);
  return foldPointwise(MEAN_SQUARED_ERROR, yTrue, yPred);
}

/**
 * The mean squared error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MeanSquaredError();
 * const value = loss.call(dg.tensor([[0, 1], [1, 1]]), dg.tensor([[0, 3], [1, 1]]));
 * assertEquals(await value.item(), 1);
 * ```
 */
export class MeanSquaredError extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("MeanSquaredError", arguments, LOSS_OPTIONS);
    super("mean_squared_error", options);
  }

  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}

function logOf(value: Expr): Expr {
  return log(add(maximum(value, EPSILON), 1));
}

const MEAN_SQUARED_LOGARITHMIC_ERROR: Pointwise = {
  name: "meanSquaredLogarithmicError",
  expr: square(sub(logOf(y), logOf(x))),
};

/**
 * The mean over the last axis of the squared differences of `log(value + 1)`: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function meanSquaredLogarithmicError(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute meanSquaredLogarithmicError", arguments, 2);
  return foldPointwise(MEAN_SQUARED_LOGARITHMIC_ERROR, yTrue, yPred);
}

/**
 * The mean squared logarithmic error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MeanSquaredLogarithmicError();
 * const value = loss.call(dg.tensor([[0, 0]]), dg.tensor([[0, Math.E - 1]]));
 * assertAlmostEquals(await value.item(), 0.5, 1e-5);
 * ```
 */
export class MeanSquaredLogarithmicError extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("MeanSquaredLogarithmicError", arguments, LOSS_OPTIONS);
    super("mean_squared_logarithmic_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}

const LOG_COSH: Pointwise = {
  name: "logCosh",
  expr: add(
    sub(y, x),
    softplus(mul(-2, sub(y, x))),
    -Math.LN2,
  ),
};

/**
 * The mean over the last axis of `log(cosh(prediction - target))`: half a square near 0, a line far off: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function logCosh(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute logCosh", arguments, 2);
  return foldPointwise(LOG_COSH, yTrue, yPred);
}

/**
 * The logarithm of the hyperbolic cosine.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.LogCosh();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0, 1]]));
 * assertAlmostEquals(await value.item(), 0, 1e-5);
 * ```
 */
export class LogCosh extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("LogCosh", arguments, LOSS_OPTIONS);
    super("log_cosh", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}
