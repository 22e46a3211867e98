/** The mean logarithm of the hyperbolic cosine of the errors. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { logCosh } from "../losses/log_cosh.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean logarithm of the hyperbolic cosine of the errors.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.LogCoshError();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0, 1]]));
 * assertAlmostEquals(await metric.result().item(), 0, 1e-5);
 * ```
 */
export class LogCoshError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("LogCoshError", options, METRIC_OPTIONS);
    super("logcosh", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return logCosh(yTrue, yPred);
  }
}
