/** How often the class with the highest prediction is that of the one-hot target. */

import { equal } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { argmax } from "./classes.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * How often the class with the highest prediction is that of the one-hot target.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalAccuracy();
 * metric.updateState(dg.tensor([[0, 1], [1, 0]]), dg.tensor([[0.2, 0.8], [0.3, 0.7]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 */
export class CategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkOptions("CategoricalAccuracy", options, METRIC_OPTIONS);
    super("categorical_accuracy", options);
  }

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(argmax(yTrue), argmax(yPred));
  }
}
