/** The mean squared error of logarithms. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { meanSquaredLogarithmicError } from "../losses/mean_squared_logarithmic_error.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean squared error of logarithms.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanSquaredLogarithmicError();
 * metric.updateState(dg.tensor([[0, 0]]), dg.tensor([[0, Math.E - 1]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 */
export class MeanSquaredLogarithmicError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("MeanSquaredLogarithmicError", options, METRIC_OPTIONS);
    super("mean_squared_logarithmic_error", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanSquaredLogarithmicError(yTrue, yPred);
  }
}
