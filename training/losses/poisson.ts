/** The Poisson loss. */

import { add, log, mul, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

const LOSS: Pointwise = {
  name: "poisson",
  expr: sub(y, mul(x, log(add(y, EPSILON)))),
};

/**
 * The mean over the last axis of `prediction - target log(prediction)`: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function poisson(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  return foldPointwise(LOSS, yTrue, yPred);
}

/**
 * The Poisson loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Poisson();
 * const value = loss.call(dg.tensor([[1, 2]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await value.item(), 1, 1e-5);
 * ```
 */
export class Poisson extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkOptions("Poisson", options, LOSS_OPTIONS);
    super("poisson", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
