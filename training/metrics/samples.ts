/** From values of any shape to one a sample. */

import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import type { mean, sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkWeight } from "../losses/sample_weight.ts";
import { toSameRank } from "../losses/reduction.ts";

/** One weighted value a sample, and the samples' weights. */
export interface Samples {
  /** The values, weighted. */
  readonly values: Tensor;
  /** The weights; `null` where all are 1. */
  readonly weight: Tensor | null;
}

/** Folds, by their mean or their sum, all axes but the first, those without weights first. */
export function toSamples(
  given: Tensor,
  sampleWeight: Tensor | null,
  fold: typeof mean | typeof sum,
): Samples {
  if (!sampleWeight) return { values: foldFrom(given, 1, fold), weight: null };
  const [all, weight] = toSameRank(given, sampleWeight);
  const values = foldFrom(all, weight.rank, fold);
  checkWeight("weigh a batch", weight.shape, values.shape);
  const each = broadcastTo(weight, values.shape);
  return {
    values: foldFrom(mul(values, each), 1, fold),
    weight: weight.rank > 1 ? foldFrom(each, 1, fold) : each,
  };
}

function foldFrom(
  x: Tensor,
  first: number,
  fold: typeof mean | typeof sum,
): Tensor {
  if (x.rank <= first) return x;
  const axis = Array.from({ length: x.rank - first }, (_, i) => first + i);
  return fold(x, { axis });
}
