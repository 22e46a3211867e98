/** Losses that fold an expression of target and prediction over the last axis. */

import type { Expr } from "../../backends/expr.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toPair } from "./pair.ts";

/** An expression whose first input is the target and whose second the prediction, and how it is folded. */
export interface Pointwise {
  /** What errors call it. */
  readonly name: string;
  /** The loss of an element; keep it, so that it is compiled once. */
  readonly expr: Expr;
  /** Whether the elements of the last axis are added up rather than averaged. */
  readonly isSum?: boolean;
}

/**
 * The loss of each sample, or pixel: the last axis folded.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function foldPointwise(
  { name, expr, isSum = false }: Pointwise,
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  const each = elementwise(expr, toPair(name, yTrue, yPred));
  if (each.rank === 0) return each;
  return isSum ? sum(each, { axis: -1 }) : mean(each, { axis: -1 });
}
