/** The mean absolute percentage error. */

import { abs, div, max, mul, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
  name: "meanAbsolutePercentageError",
  expr: mul(
    100,
    abs(div(sub(x, y), max(abs(x), EPSILON))),
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
  return foldPointwise(LOSS, yTrue, yPred);
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
    checkOptions("MeanAbsolutePercentageError", options, LOSS_OPTIONS);
    super("mean_absolute_percentage_error", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}
