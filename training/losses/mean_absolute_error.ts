/** The mean absolute error. */

import { abs, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
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
  return foldPointwise(LOSS, yTrue, yPred);
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
    checkOptions("MeanAbsoluteError", options, LOSS_OPTIONS);
    super("mean_absolute_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}
