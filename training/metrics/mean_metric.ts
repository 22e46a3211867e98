/** Metrics that are means of a function of targets and predictions. */

import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  type MetricOptions,
  PairMetric,
  type UpdateOptions,
} from "./metric.ts";
import { RunningMean } from "./running_mean.ts";

/** The weighted mean of a function of targets and predictions: derive from it for one of your own. */
export abstract class MeanMetric extends PairMetric {
  readonly #mean: RunningMean;

  /** Sets the name. */
  constructor(name: string, options: MetricOptions = {}) {
    super(name, options);
    this.#mean = new RunningMean((name) => this.addVariable(name));
  }

  /** Takes a batch into account; it waits for no device. */
  override updateState(
    yTrue: TensorLike,
    yPred: TensorLike,
    options: UpdateOptions = {},
  ): void {
    this.accumulate([yTrue, yPred], options, ([t, p], weight) => {
      const values = this.values(t, p);
      return this.#mean.partsOf(
        values,
        weight && this.weigh(weight, t, values),
      );
    });
  }

  /** The values whose mean is taken, of shape [batch, ...]. */
  protected abstract values(yTrue: Tensor, yPred: Tensor): Tensor;

  /** The weights that count, if there are any: those that are given. */
  protected weigh(
    sampleWeight: Tensor,
    _yTrue: Tensor,
    _values: Tensor,
  ): Tensor {
    return sampleWeight;
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}
