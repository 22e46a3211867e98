/** The mean squared hinge loss. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { squaredHinge } from "../losses/squared_hinge.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean squared hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SquaredHinge();
 * metric.updateState(dg.tensor([[1, -1]]), dg.tensor([[0.5, -2]]));
 * assertAlmostEquals(await metric.result().item(), 0.125, 1e-5);
 * ```
 */
export class SquaredHinge extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("SquaredHinge", options, METRIC_OPTIONS);
    super("squared_hinge", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return squaredHinge(yTrue, yPred);
  }
}
