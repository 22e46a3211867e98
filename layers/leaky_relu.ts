/** The leaky rectifier of Keras, as a layer. */

import type { Tensor } from "../autograd/tensor.ts";
import { leakyRelu } from "./activations/relu.ts";
import { checkAtLeast } from "./arguments.ts";
import { ElementwiseLayer } from "./elementwise_layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import type { Config } from "./serialization.ts";

/** The options of LeakyReLU: Keras's, in camelCase. */
export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0; 0.3 if not given, which is not that of the activation. */
  readonly negativeSlope?: number;
}

/**
 * Keras's LeakyReLU: `x` above 0, `negativeSlope x` below.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.LeakyReLU({ negativeSlope: 0.5 });
 * assertEquals([...await layer.apply(dg.tensor([-2, 3])).data()], [-1, 3]);
 * ```
 */
export class LeakyReLU extends ElementwiseLayer {
  /** The slope below 0. */
  readonly negativeSlope: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if the slope is no number, or negative.
   */
  constructor(options: LeakyReLUOptions = {}) {
    const { negativeSlope = 0.3, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.negativeSlope = checkAtLeast(own, "negativeSlope", negativeSlope, 0);
  }

  /** The rectified input. */
  override call(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), negative_slope: this.negativeSlope };
  }
}
