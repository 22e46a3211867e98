/** The weighted mean of values. */

import type { TensorLike } from "../../autograd/op.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import {
  type Direction,
  Metric,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";
import { divideNoNan } from "./quotient.ts";
import { toSamples } from "./samples.ts";
import type { State } from "./state.ts";

/** The sum of weighted values, and that of the weights. */
export class RunningMean {
  readonly #total: State;
  readonly #count: State;

  /** On two sums that the metric remembers. */
  constructor(total: State, count: State) {
    this.#total = total;
    this.#count = count;
  }

  /** Takes values of shape [batch, ...] into account. */
  add(values: Tensor, sampleWeight: Tensor | null): void {
    const samples = toSamples(values, sampleWeight, mean);
    this.#total.add(sum(samples.values));
    const { weight } = samples;
    const count = samples.values.shape[0] ?? 1;
    this.#count.add(
      weight ? sum(weight) : Tensor.from(values.backend, [count], []),
    );
  }

  /** The mean; 0 of nothing. */
  read(): Tensor {
    return divideNoNan(this.#total.read(), this.#count.read());
  }
}

/**
 * The weighted mean of values.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Mean();
 * metric.updateState(dg.tensor([1, 3]));
 * metric.updateState(dg.tensor([8]), dg.tensor([2]));
 * assertEquals(await metric.result().item(), 5);
 * ```
 */
export class Mean extends Metric {
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #mean: RunningMean;

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("Mean", options, METRIC_OPTIONS);
    super("mean", options);
    this.#mean = new RunningMean(this.addState(), this.addState());
  }

  /** Takes values of shape [batch, ...] into account. */
  override updateState(
    values: TensorLike,
    sampleWeight?: TensorLike | null,
  ): void {
    this.take([values, sampleWeight], ([all, weight]) => {
      this.#mean.add(all as Tensor, weight);
    });
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}
