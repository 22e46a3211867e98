/** The squared hinge loss. */

import { max, mul, square, sub, x, y } from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { toHingeLabels } from "./hinge_labels.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
  name: "squaredHinge",
  expr: square(max(sub(1, mul(x, y)), 0)),
};

/**
 * The mean over the last axis of the square of how far `target * prediction` stays below 1: one number a sample, or a pixel.
 * Labels 0 and 1 mean -1 and 1, if there are no others.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function squaredHinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [t, p] = toTensors("squaredHinge", [yTrue, yPred]);
  return foldPointwise(LOSS, toHingeLabels(t), p);
}

/**
 * The squared hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.SquaredHinge();
 * const value = loss.call(dg.tensor([[1, -1]]), dg.tensor([[0.5, -2]]));
 * assertAlmostEquals(await value.item(), 0.125, 1e-6);
 * ```
 */
export class SquaredHinge extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkOptions("SquaredHinge", options, LOSS_OPTIONS);
    super("squared_hinge", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}
