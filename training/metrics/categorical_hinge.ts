/** The mean categorical hinge loss. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { categoricalHinge } from "../losses/categorical_hinge.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * The mean categorical hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalHinge();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0.25, 0.75]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 */
export class CategoricalHinge extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("CategoricalHinge", options, METRIC_OPTIONS);
    super("categorical_hinge", options);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}
