/** The mean Poisson loss. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { poisson } from "../losses/poisson.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean Poisson loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Poisson();
 * metric.updateState(dg.tensor([[1, 2]]), dg.tensor([[1, 1]]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 */
export class Poisson extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("Poisson", options, METRIC_OPTIONS);
    super("poisson", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return poisson(yTrue, yPred);
  }
}
