/** Losses of predicted distributions and rates. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import type { Expr } from "../../backends/expr.ts";
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
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { foldPointwise, type Pointwise } from "./pointwise.ts";

function held(value: Expr): Expr {
  return minimum(maximum(value, EPSILON), 1);
}

const KL_DIVERGENCE: Pointwise = {
  name: "klDivergence",
  expr: mul(held(x), log(div(held(x), held(y)))),
  isSum: true,
};

/**
 * The sum over the last axis of `target log(target / prediction)`, both held between 1e-7 and 1: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function klDivergence(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute klDivergence", arguments, 2);
  return foldPointwise(KL_DIVERGENCE, yTrue, yPred);
}

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
 */
export class KLDivergence extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkArguments("KLDivergence", arguments, LOSS_OPTIONS);
    super("kl_divergence", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }
}

const POISSON: Pointwise = {
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
  checkArgumentCount("compute poisson", arguments, 2);
  return foldPointwise(POISSON, yTrue, yPred);
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
    checkArguments("Poisson", arguments, LOSS_OPTIONS);
    super("poisson", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
