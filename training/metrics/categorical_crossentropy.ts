/** The mean cross-entropy of classes. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { categoricalCrossentropy } from "../losses/categorical_crossentropy.ts";
import {
  checkCrossentropy,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
} from "../losses/crossentropy_options.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `CategoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions
  extends MetricOptions, CrossentropyOptions {}

const OPTIONS = [...METRIC_OPTIONS, ...CROSSENTROPY_OPTIONS];

/**
 * The mean cross-entropy of classes, for one-hot targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalCrossentropy({ fromLogits: true });
 * metric.updateState(dg.tensor([[0, 1, 0]]), dg.tensor([[2, 2, 2]]));
 * assertAlmostEquals(await metric.result().item(), Math.log(3), 1e-6);
 * ```
 */
export class CategoricalCrossentropy extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";
  readonly #options: Required<CrossentropyOptions>;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: CategoricalCrossentropyOptions = {}) {
    const owner = "CategoricalCrossentropy";
    checkOptions(owner, options, OPTIONS);
    const { name, dtype, ...rest } = options;
    super("categorical_crossentropy", { name, dtype });
    this.#options = checkCrossentropy(owner, rest);
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, this.#options);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { fromLogits, labelSmoothing, axis } = this.#options;
    return {
      ...super.getConfig(),
      from_logits: fromLogits,
      label_smoothing: labelSmoothing,
      axis,
    };
  }
}
