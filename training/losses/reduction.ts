/** Reduces the losses of samples to one loss. */

import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { div, equal, where, x, y } from "../../autograd/formula.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import { expandDims, squeeze } from "../../autograd/ops/reshape.ts";

/**
 * How the losses of the samples become one: their sum over the number of samples (`"mean"` is another word for it),
 * their sum, their sum over the sum of the weights, or not at all.
 *
 * @category Losses
 */
export type Reduction =
  | "sum_over_batch_size"
  | "mean"
  | "sum"
  | "mean_with_sample_weight"
  | "none";

/** The reductions there are. */
export const REDUCTIONS: readonly Reduction[] = [
  "sum_over_batch_size",
  "mean",
  "sum",
  "mean_with_sample_weight",
  "none",
];

const quotient = where(equal(y, 0), 0, div(x, y));

/** The quotients, 0 where there is nothing to divide by. */
export function divideNoNan(a: TensorLike, b: TensorLike): Tensor {
  return elementwise(quotient, [a, b]);
}

/** Weights the losses, and reduces them. As in Keras, a scalar stays what it is, and so does an empty list. */
export function reduceLosses(
  losses: Tensor,
  sampleWeight: Tensor | null,
  reduction: Reduction,
): Tensor {
  const [values, weight] = sampleWeight
    ? toSameRank(losses, sampleWeight)
    : [losses, null];
  const weighted = weight ? mul(values, weight) : values;
  const isEmpty = weighted.rank === 1 && weighted.size === 0;
  if (reduction === "none" || weighted.rank === 0 || isEmpty) return weighted;
  if (reduction === "sum") return sum(weighted);
  if (reduction === "mean_with_sample_weight" && weight) {
    return divideNoNan(sum(weighted), sum(weight));
  }
  // Nothing has no mean.
  return weighted.size === 0 ? sum(weighted) : mean(weighted);
}

/** The weights times a mask. For a mean, the losses that count weigh the more the fewer they are. */
export function applyMask(
  mask: Tensor,
  sampleWeight: Tensor | null,
  reduction: Reduction,
): Tensor {
  const isMean = reduction === "sum_over_batch_size" || reduction === "mean";
  const scaled = isMean && mask.size > 0 ? divideNoNan(mask, mean(mask)) : mask;
  if (!sampleWeight) return scaled;
  const [m, weight] = toSameRank(scaled, sampleWeight);
  return mul(m, weight);
}

/**
 * Two tensors brought to one rank where theirs differ by a last axis of size 1, as Keras does with targets, predictions and
 * weights: the axis is added to the one, or taken from the other.
 */
export function toSameRank(a: Tensor, b: Tensor): [Tensor, Tensor] {
  if (a.rank === b.rank + 1 && a.shape.at(-1) === 1) {
    return b.rank === 1 ? [a, expandDims(b, -1)] : [squeeze(a, -1), b];
  }
  if (b.rank === a.rank + 1 && b.shape.at(-1) === 1) {
    return a.rank === 1 ? [expandDims(a, -1), b] : [a, squeeze(b, -1)];
  }
  return [a, b];
}
