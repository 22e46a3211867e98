/** The exponential linear unit of Keras, as a layer. */

import type { Tensor } from "../autograd/tensor.ts";
import { elu } from "./activations/elu.ts";
import { ElementwiseLayer } from "./elementwise_layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { checkNumber } from "./options.ts";
import type { Config } from "./serialization.ts";

/** The options of ELU: Keras's, in camelCase. */
export interface ELUOptions extends LayerOptions {
  /** How far below 0 it reaches; 1 if not given. */
  readonly alpha?: number;
}

/**
 * Keras's ELU: `x` above 0, `alpha (exp(x) - 1)` below.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ELU({ alpha: 2 });
 * const [below] = await layer.apply(dg.tensor([-1])).data();
 * assertAlmostEquals(below, 2 * Math.expm1(-1), 1e-6);
 * ```
 */
export class ELU extends ElementwiseLayer {
  /** How far below 0 it reaches. */
  readonly alpha: number;

  /**
   * Checks the option.
   *
   * @throws {ValueError} if alpha is no number.
   */
  constructor(options: ELUOptions = {}) {
    const { alpha = 1, ...rest } = options;
    super(rest);
    this.alpha = checkNumber(this.constructor.name, "alpha", alpha);
  }

  /** The function of every element. */
  override call(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), alpha: this.alpha };
  }
}
