/** Hinge losses: predictions have to be on the right side, by a margin of 1. */

import {
  add,
  equal,
  maximum,
  mul,
  square,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { mul as product } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max as highestOf, min, sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { Loss } from "./loss.ts";
import { toPair } from "./pair.ts";
import { pointwise, type PointwiseLoss } from "./pointwise.ts";

const isBinary = add(equal(x, 0), equal(x, 1));
const signed = where(y, sub(mul(2, x), 1), x);

// Labels 0 and 1 as -1 and 1, if there are no others; else as they are.
function toHingeLabels(labels: Tensor): Tensor {
  if (labels.size === 0) return labels;
  return elementwise(signed, [labels, min(elementwise(isBinary, [labels]))]);
}

const shortfall = maximum(sub(1, mul(x, y)), 0);

/**
 * The mean over the last axis of how far `target * prediction` stays below 1: one number a sample, or a pixel.
 * Labels 0 and 1 mean -1 and 1, if there are no others.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const hinge: PointwiseLoss = pointwise("hinge", shortfall, {
  meant: toHingeLabels,
});

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
 *
 * @category Losses
 */
export class Hinge extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return hinge(yTrue, yPred);
  }
}

/**
 * The mean over the last axis of the square of how far `target * prediction` stays below 1: one number a sample, or a pixel.
 * Labels 0 and 1 mean -1 and 1, if there are no others.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const squaredHinge: PointwiseLoss = pointwise(
  "squaredHinge",
  square(shortfall),
  { meant: toHingeLabels },
);

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
 *
 * @category Losses
 */
export class SquaredHinge extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}

const wrong = mul(sub(1, x), y);
const margin = maximum(add(sub(x, y), 1), 0);

/**
 * By how much the highest prediction for a wrong class comes closer than 1 to that for the right one: one number a sample,
 * or a pixel. Targets are one-hot along the last axis.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export function categoricalHinge(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  checkArgumentCount("compute categoricalHinge", arguments, 2);
  const [t, p] = toPair("categoricalHinge", yTrue, yPred);
  const right = sum(product(t, p), { axis: -1 });
  const highest = highestOf(elementwise(wrong, [t, p]), { axis: -1 });
  return elementwise(margin, [highest, right]);
}

/**
 * The categorical hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CategoricalHinge();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0.25, 0.75]]));
 * assertAlmostEquals(await value.item(), 0.5, 1e-6);
 * ```
 *
 * @category Losses
 */
export class CategoricalHinge extends Loss {
  /** One number a sample. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}
