/** The logarithm of the hyperbolic cosine. */

import { add, mul, softplus, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
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
  return foldPointwise(LOSS, yTrue, yPred);
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
    checkOptions("LogCosh", options, LOSS_OPTIONS);
    super("log_cosh", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}
