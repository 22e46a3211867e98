/** A function where a metric is meant. */

import type { Tensor } from "../../autograd/tensor.ts";
import { MeanMetric } from "./mean_metric.ts";
import type { Direction } from "./metric.ts";

/** From targets and predictions to a value of each sample, or to one number. */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The mean of what a function returns. */
export class FunctionMetric extends MeanMetric {
  /** Nobody knows whether more or less of it is better. */
  override readonly direction: Direction = null;
  /** The function. */
  readonly function: MetricFunction;

  /** Wraps a function. */
  constructor(f: MetricFunction) {
    super(f.name || "metric");
    this.function = f;
  }

  /** Calls the function. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.function(yTrue, yPred);
  }
}
