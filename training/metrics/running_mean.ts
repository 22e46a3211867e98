/** Weighted sums and means of values, batch by batch. */

import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import { Tensor } from "../../autograd/tensor.ts";
import type { Variable } from "../../variables/variable.ts";
import { checkWeight } from "../losses/pair.ts";
import { divideNoNan, toSameRank } from "../losses/reduction.ts";
import type { Additions } from "./metric.ts";

/** The sum of weighted values, and that of the weights. */
export class RunningMean {
  readonly #total: Variable;
  readonly #count: Variable;

  /** Makes two variables of the metric. */
  constructor(addVariable: (name: string) => Variable) {
    this.#total = addVariable("total");
    this.#count = addVariable("count");
  }

  /** What values of shape [batch, ...] add to the variables. */
  additions(values: Tensor, sampleWeight: Tensor | null): Additions {
    const samples = toSamples(values, sampleWeight, mean);
    const { weight } = samples;
    const count = samples.values.shape[0] ?? 1;
    return [
      [this.#total, sum(samples.values)],
      [
        this.#count,
        weight ? sum(weight) : Tensor.from(values.backend, [count], []),
      ],
    ];
  }

  /** The mean; 0 of nothing. */
  read(): Tensor {
    return divideNoNan(this.#total, this.#count);
  }
}

/** One weighted value a sample, and the samples' weights. */
export interface Samples {
  /** The values, weighted. */
  readonly values: Tensor;
  /** The weights; `null` where all are 1. */
  readonly weight: Tensor | null;
}

/** Folds all axes but the first by their mean or their sum, those that weights do not reach before these are applied. */
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
