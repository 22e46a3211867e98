/** The mean absolute error in percent of the targets. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { meanAbsolutePercentageError } from "../losses/mean_absolute_percentage_error.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean absolute error in percent of the targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.MeanAbsolutePercentageError();
 * metric.updateState(dg.tensor([[2, 1]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await metric.result().item(), 25, 1e-5);
 * ```
 */
export class MeanAbsolutePercentageError extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("MeanAbsolutePercentageError", options, METRIC_OPTIONS);
    super("mean_absolute_percentage_error", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return meanAbsolutePercentageError(yTrue, yPred);
  }
}
