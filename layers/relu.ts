/** The rectifier of Keras, as a layer. */

import type { Tensor } from "../autograd/tensor.ts";
import { relu } from "./activations/relu.ts";
import { checkAtLeast } from "./arguments.ts";
import { ElementwiseLayer } from "./elementwise_layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import type { Config } from "./serialization.ts";

/** The options of ReLU: Keras's, in camelCase. */
export interface ReLUOptions extends LayerOptions {
  /** The largest value; none if not given. */
  readonly maxValue?: number | null;
  /** The slope below the threshold; 0 if not given. */
  readonly negativeSlope?: number;
  /** Where the input begins to pass; 0 if not given. */
  readonly threshold?: number;
}

/**
 * Keras's ReLU: `x` above the threshold, at most `maxValue`; `negativeSlope (x - threshold)` up to it.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ReLU({ maxValue: 6 });
 * assertEquals([...await layer.apply(dg.tensor([-2, 3, 8])).data()], [0, 3, 6]);
 * ```
 */
export class ReLU extends ElementwiseLayer {
  /** The largest value, `null` for none. */
  readonly maxValue: number | null;
  /** The slope below the threshold. */
  readonly negativeSlope: number;
  /** Where the input begins to pass. */
  readonly threshold: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one is no number, or negative.
   */
  constructor(options: ReLUOptions = {}) {
    const { maxValue = null, negativeSlope = 0, threshold = 0, ...rest } =
      options;
    super(rest);
    const own = this.constructor.name;
    this.maxValue = maxValue === null
      ? null
      : checkAtLeast(own, "maxValue", maxValue, 0);
    this.negativeSlope = checkAtLeast(own, "negativeSlope", negativeSlope, 0);
    this.threshold = checkAtLeast(own, "threshold", threshold, 0);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this;
    return relu(x, { maxValue, negativeSlope, threshold });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      max_value: this.maxValue,
      negative_slope: this.negativeSlope,
      threshold: this.threshold,
    };
  }
}
