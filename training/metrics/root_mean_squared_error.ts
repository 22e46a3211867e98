/** The square root of the mean squared error. */

import { square, sub, x, y } from "../../autograd/formula.ts";
import { sqrt } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { toSameRank } from "../losses/reduction.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

const squared = square(sub(y, x));

/**
 * The square root of the mean squared error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.RootMeanSquaredError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertEquals(await metric.result().item(), 3);
 * ```
 */
export class RootMeanSquaredError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("RootMeanSquaredError", options, METRIC_OPTIONS);
    super("root_mean_squared_error", options);
  }

  /** The squared differences. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return elementwise(squared, toSameRank(yTrue, yPred));
  }

  /** The root of the mean. */
  protected override compute(): Tensor {
    return sqrt(super.compute());
  }
}
