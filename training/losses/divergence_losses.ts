/** Losses of predicted distributions and rates. */

import {
  add,
  div,
  log,
  maximum,
  minimum,
  mul,
  sub,
  x,
  y,
} from "../../autograd/formula.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Expr } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { Loss } from "./loss.ts";
import { pointwise, type PointwiseLoss } from "./pointwise.ts";

function clipped(value: Expr): Expr {
  return minimum(maximum(value, EPSILON), 1);
}

/**
 * The sum over the last axis of `target log(target / prediction)`, both clipped to [1e-7, 1]: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const klDivergence: PointwiseLoss = pointwise(
  "klDivergence",
  mul(clipped(x), log(div(clipped(x), clipped(y)))),
  { fold: sum },
);

/**
 * The Kullback-Leibler divergence.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.KLDivergence();
 * const value = loss.call(dg.tensor([[0.5, 0.5]]), dg.tensor([[0.25, 1]]));
 * assertAlmostEquals(await value.item(), Math.log(2) / 2 + 0.5 * Math.log(0.5), 1e-5);
 * ```
 *
 * @category Losses
 */
export class KLDivergence extends Loss {
  /** The sum over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }
}

/**
 * The mean over the last axis of `prediction - target log(prediction)`: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const poisson: PointwiseLoss = pointwise(
  "poisson",
  sub(y, mul(x, log(add(y, EPSILON)))),
);

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
 *
 * @category Losses
 */
export class Poisson extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
