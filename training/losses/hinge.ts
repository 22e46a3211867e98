/** The hinge loss. */

import { max, mul, sub, x, y } from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { toHingeLabels } from "./hinge_labels.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
  name: "hinge",
  expr: max(sub(1, mul(x, y)), 0),
};

/**
 * The mean over the last axis of how far `target * prediction` stays below 1: one number a sample, or a pixel.
 * Labels 0 and 1 mean -1 and 1, if there are no others.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function hinge(yTrue: TensorLike, yPred: TensorLike): Tensor {
  const [t, p] = toTensors("hinge", [yTrue, yPred]);
  return foldPointwise(LOSS, toHingeLabels(t), p);
}

/**
 * The hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Hinge();
 * const value = loss.call(dg.tensor([[1, -1]]), dg.tensor([[0.5, -2]]));
 * assertAlmostEquals(await value.item(), 0.25, 1e-6);
 * ```
 */
export class Hinge extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkOptions("Hinge", options, LOSS_OPTIONS);
    super("hinge", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return hinge(yTrue, yPred);
  }
}
