/** The mean squared error. */

import { square, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
  name: "meanSquaredError",
  expr: square(sub(y, x)),
};

/**
 * The mean of the squared differences over the last axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function meanSquaredError(yTrue: TensorLike, yPred: TensorLike): Tensor {
  return foldPointwise(LOSS, yTrue, yPred);
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
    checkOptions("MeanSquaredError", options, LOSS_OPTIONS);
    super("mean_squared_error", options);
  }

  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}
