/** How often the class of the one-hot target is among the `k` with the highest predictions. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { argmax, isAmongTop } from "./classes.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `TopKCategoricalAccuracy`. */
export interface TopKCategoricalAccuracyOptions extends MetricOptions {
  /** How many of the highest predictions count; 5 if not given. */
  readonly k?: number;
}

/**
 * How often the class of the one-hot target is among the `k` with the highest predictions.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.TopKCategoricalAccuracy({ k: 2 });
 * metric.updateState(dg.tensor([[0, 0, 1], [0, 1, 0]]), dg.tensor([[0.1, 0.9, 0.8], [0.05, 0, 0.95]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 */
export class TopKCategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many of the highest predictions count. */
  readonly k: number;

  /**
   * Sets `k`.
   *
   * @throws {ValueError} if it is no number.
   */
  constructor(options: TopKCategoricalAccuracyOptions = {}) {
    checkOptions("TopKCategoricalAccuracy", options, [...METRIC_OPTIONS, "k"]);
    super("top_k_categorical_accuracy", options);
    const { k = 5 } = options;
    this.k = checkNumber("TopKCategoricalAccuracy", "k", k);
  }

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return isAmongTop(argmax(yTrue), yPred, this.k);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }
}
