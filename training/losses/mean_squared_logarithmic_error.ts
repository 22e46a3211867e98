/** The mean squared logarithmic error. */

import type { Expr } from "../../backends/expr.ts";
import { add, log, max, square, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

function logOf(value: Expr): Expr {
  return log(add(max(value, EPSILON), 1));
}

const LOSS: Pointwise = {
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
  return foldPointwise(LOSS, yTrue, yPred);
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
    checkOptions("MeanSquaredLogarithmicError", options, LOSS_OPTIONS);
    super("mean_squared_logarithmic_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}
