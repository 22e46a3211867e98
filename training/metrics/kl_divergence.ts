/** The mean Kullback-Leibler divergence. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { klDivergence } from "../losses/kl_divergence.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean Kullback-Leibler divergence.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.KLDivergence();
 * metric.updateState(dg.tensor([[0.5, 0.5]]), dg.tensor([[0.25, 1]]));
 * assertAlmostEquals(await metric.result().item(), 0, 1e-5);
 * ```
 */
export class KLDivergence extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("KLDivergence", options, METRIC_OPTIONS);
    super("kl_divergence", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return klDivergence(yTrue, yPred);
  }
}
