/** The weighted sum of values. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { alias } from "../../autograd/ops/alias.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Variable } from "../../variables/variable.ts";
import {
  type Direction,
  Metric,
  METRIC_OPTIONS,
  type MetricOptions,
  type UpdateOptions,
} from "./metric.ts";
import { toSamples } from "./samples.ts";

/**
 * The weighted sum of values.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Sum();
 * metric.updateState(dg.tensor([1, 3]));
 * metric.updateState(dg.tensor([8]), { sampleWeight: dg.tensor([2]) });
 * assertEquals(await metric.result().item(), 20);
 * ```
 */
export class Sum extends Metric {
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #total: Variable;

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("Sum", arguments, METRIC_OPTIONS);
    super("sum", options);
    this.#total = this.addVariable("total");
  }

  /** Takes values of shape [batch, ...] into account. */
  override updateState(values: TensorLike, options: UpdateOptions = {}): void {
    checkArgumentCount(`update ${this.name}`, arguments, 2);
    this.accumulate([values], options, ([all], weight) => {
      return [[this.#total, sum(toSamples(all, weight, sum).values)]];
    });
  }

  /** The sum. */
  protected override compute(): Tensor {
    return alias(this.#total.value);
  }
}
