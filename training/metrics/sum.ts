/** The weighted sum of values. */

import type { TensorLike } from "../../autograd/op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import {
  type Direction,
  Metric,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";
import { toSamples } from "./samples.ts";
import type { State } from "./state.ts";

/** The weighted sum of values. */
export class Sum extends Metric {
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #total: State;

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("Sum", options, METRIC_OPTIONS);
    super("sum", options);
    this.#total = this.addState();
  }

  /** Takes values of shape [batch, ...] into account. */
  override updateState(
    values: TensorLike,
    sampleWeight?: TensorLike | null,
  ): void {
    this.take([values, sampleWeight], ([all, weight]) => {
      this.#total.add(sum(toSamples(all as Tensor, weight, sum).values));
    });
  }

  /** The sum. */
  protected override compute(): Tensor {
    return this.#total.read();
  }
}
