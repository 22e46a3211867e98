/** How far predicted numbers are from their targets. */

import {
  abs,
  add,
  div,
  log,
  maximum,
  mul,
  neg,
  sqrt,
  square,
  sub,
  x,
  y,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Expr } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkArgumentCount } from "../../config/options.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { toPair } from "./pair.ts";
import { COSINE, type CosineOptions } from "./rows.ts";
import { pointwise, type PointwiseLoss } from "./pointwise.ts";

/**
 * The mean of the absolute differences over the last axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const meanAbsoluteError: PointwiseLoss = pointwise(
  "meanAbsoluteError",
  abs(sub(y, x)),
);

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
 *
 * @category Losses
 */
export class MeanAbsoluteError extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsoluteError(yTrue, yPred);
  }
}

/**
 * The mean over the last axis of the absolute differences in percent of the targets: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const meanAbsolutePercentageError: PointwiseLoss = pointwise(
  "meanAbsolutePercentageError",
  mul(100, abs(div(sub(x, y), maximum(abs(x), EPSILON)))),
);

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
 *
 * @category Losses
 */
export class MeanAbsolutePercentageError extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}

/**
 * The mean of the squared differences over the last axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const meanSquaredError: PointwiseLoss = pointwise(
  "meanSquaredError",
  square(sub(y, x)),
);

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
 *
 * @category Losses
 */
export class MeanSquaredError extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}

function logOf(value: Expr): Expr {
  return log(add(maximum(value, EPSILON), 1));
}

/**
 * The mean over the last axis of the squared differences of `log(value + 1)`: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export const meanSquaredLogarithmicError: PointwiseLoss = pointwise(
  "meanSquaredLogarithmicError",
  square(sub(logOf(y), logOf(x))),
);

/**
 * The mean squared logarithmic error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.MeanSquaredLogarithmicError();
 * const value = loss.call(dg.tensor([[0, 0]]), dg.tensor([[0, Math.E - 1]]));
 * assertAlmostEquals(await value.item(), 0.5, 1e-5);
 * ```
 *
 * @category Losses
 */
export class MeanSquaredLogarithmicError extends Loss {
  /** The mean over the last axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}

/**
 * The options of `CosineSimilarity`.
 * @category Losses
 */
export interface CosineSimilarityOptions extends LossOptions, CosineOptions {}

// Vectors shorter than epsilon count as that long, as in Keras: those of zeros have no direction.
const length = sqrt(maximum(x, EPSILON ** 2));
const opposite = neg(mul(x, y));

/**
 * Minus the cosine of the angle between targets and predictions, vectors along an axis: -1 where they point the same way.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export function cosineSimilarity(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CosineOptions = {},
): Tensor {
  const name = "cosineSimilarity", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const { axis } = readOptions(action, COSINE, options);
  const [u, v] = toPair(name, yTrue, yPred).map((vectors) =>
    unit(vectors, axis)
  );
  return sum(elementwise(opposite, [u, v]), { axis });
}

function unit(vectors: Tensor, axis: number): Tensor {
  const squares = sum(ops.mul(vectors, vectors), { axis, keepdims: true });
  return ops.div(vectors, elementwise(length, [squares]));
}

/**
 * The negative cosine of the angle between targets and predictions.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CosineSimilarity();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertAlmostEquals(await value.item(), -0.8, 1e-6);
 * ```
 *
 * @category Losses
 */
export class CosineSimilarity extends Loss<CosineSimilarityOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = COSINE satisfies Schema<
    CosineSimilarityOptions,
    LossOptions
  >;
  /** The axis along which the vectors lie. */
  declare readonly axis: number;

  /** The axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return cosineSimilarity(yTrue, yPred, { axis: this.axis });
  }
}
