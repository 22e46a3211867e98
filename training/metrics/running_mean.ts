/** Weighted means of values, batch by batch. */

import { mean, sum } from "../../autograd/ops/reduce.ts";
import { Tensor } from "../../autograd/tensor.ts";
import type { Variable } from "../../variables/variable.ts";
import { divideNoNan } from "./quotient.ts";
import { toSamples } from "./samples.ts";

/** The sum of weighted values, and that of the weights. */
export class RunningMean {
  readonly #total: Variable;
  readonly #count: Variable;

  /** On two variables of the metric. */
  constructor(addVariable: (name: string) => Variable) {
    this.#total = addVariable("total");
    this.#count = addVariable("count");
  }

  /** What values of shape [batch, ...] add to the variables. */
  partsOf(
    values: Tensor,
    sampleWeight: Tensor | null,
  ): readonly (readonly [Variable, Tensor])[] {
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
