/** The mean binary cross-entropy. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { binaryCrossentropy } from "../losses/binary_crossentropy.ts";
import { checkCrossentropy } from "../losses/crossentropy_options.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `BinaryCrossentropy`. */
export interface BinaryCrossentropyOptions extends MetricOptions {
  /** Whether predictions are logits; `false` if not given. */
  readonly fromLogits?: boolean;
  /** How far targets are moved towards 1/2; 0 if not given. */
  readonly labelSmoothing?: number;
}

const OPTIONS = [...METRIC_OPTIONS, "fromLogits", "labelSmoothing"];

/**
 * The mean binary cross-entropy.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.BinaryCrossentropy({ fromLogits: true });
 * metric.updateState(dg.tensor([[0, 1]]), dg.tensor([[0, 0]]));
 * assertAlmostEquals(await metric.result().item(), Math.log(2), 1e-6);
 * ```
 */
export class BinaryCrossentropy extends MeanMetric {
  /** Less is better. */
  override readonly direction: Direction = "down";
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** How far targets are moved towards 1/2. */
  readonly labelSmoothing: number;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: BinaryCrossentropyOptions = {}) {
    const owner = "BinaryCrossentropy";
    checkOptions(owner, options, OPTIONS);
    const { name, dtype, ...rest } = options;
    super("binary_crossentropy", { name, dtype });
    const { fromLogits, labelSmoothing } = checkCrossentropy(owner, rest);
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
  }

  /** One value a sample. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing } = this;
    return binaryCrossentropy(yTrue, yPred, { fromLogits, labelSmoothing });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { fromLogits: from_logits, labelSmoothing: label_smoothing } = this;
    return { ...super.getConfig(), from_logits, label_smoothing };
  }
}
