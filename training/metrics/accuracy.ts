/** How often predictions are exactly the targets. */

import { equal } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { toSameRank } from "../losses/reduction.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * How often predictions are exactly the targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Accuracy();
 * metric.updateState(dg.tensor([1, 2, 3, 4]), dg.tensor([0, 2, 3, 4]));
 * assertAlmostEquals(await metric.result().item(), 0.75, 1e-5);
 * ```
 */
export class Accuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("Accuracy", options, METRIC_OPTIONS);
    super("accuracy", options);
  }

  /** 1 where they are the same, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(...toSameRank(yTrue, yPred));
  }
}
