/** The weighted mean of values. */

import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import {
  type Direction,
  Metric,
  METRIC_OPTIONS,
  type MetricOptions,
  type UpdateOptions,
} from "./metric.ts";
import { RunningMean } from "./running_mean.ts";

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
 * metric.updateState(dg.tensor([8]), { sampleWeight: dg.tensor([2]) });
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
    this.#mean = new RunningMean((name) => this.addVariable(name));
  }

  /** Takes values of shape [batch, ...] into account. */
  override updateState(values: TensorLike, options: UpdateOptions = {}): void {
    this.accumulate([values], options, ([all], weight) => {
      return this.#mean.partsOf(all, weight);
    });
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}
