/** The mean squared error. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { meanSquaredError } from "../losses/mean_squared_error.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean squared error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanSquaredError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[2, 1]]));
 * assertAlmostEquals(await metric.result().item(), 2, 1e-5);
 * ```
 */
export class MeanSquaredError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("MeanSquaredError", options, METRIC_OPTIONS);
    super("mean_squared_error", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredError(yTrue, yPred);
  }
}
