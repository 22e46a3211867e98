/** The mean cosine of the angle between targets and predictions. */

import { neg } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { cosineSimilarity } from "../losses/cosine_similarity.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `CosineSimilarity`. */
export interface CosineSimilarityOptions extends MetricOptions {
  /** The axis along which the vectors lie, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/**
 * The mean cosine of the angle between targets and predictions: 1 where they point the same way, unlike the loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CosineSimilarity();
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[3, 4]]));
 * assertAlmostEquals(await metric.result().item(), 0.8, 1e-6);
 * ```
 */
export class CosineSimilarity extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** The axis along which the vectors lie. */
  readonly axis: number;

  /** Sets the axis. */
  constructor(options: CosineSimilarityOptions = {}) {
    checkOptions("CosineSimilarity", options, [...METRIC_OPTIONS, "axis"]);
    super("cosine_similarity", options);
    this.axis = checkNumber("CosineSimilarity", "axis", options.axis ?? -1);
  }

  /** One value for each pair of vectors. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return neg(cosineSimilarity(yTrue, yPred, { axis: this.axis }));
  }

  /** Keras's arguments; the axis, which Keras leaves out, if it is not the last. */
  override getConfig(): Config {
    const config = super.getConfig();
    return this.axis === -1 ? config : { ...config, axis: this.axis };
  }
}
