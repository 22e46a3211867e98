/** The layer of Keras that brings numbers to another range. */

import { input } from "../backends/expr.ts";
import { add, mul, x, y } from "../autograd/formula.ts";
import { elementwise } from "../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { ElementwiseLayer } from "./elementwise_layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { checkNumber } from "./options.ts";
import type { Config } from "./serialization.ts";

/** The options of Rescaling: Keras's. Lists of numbers, one for each channel, are not taken. */
export interface RescalingOptions extends LayerOptions {
  /** The factor. */
  readonly scale: number;
  /** What is added; 0 if not given. */
  readonly offset?: number;
}

const RESCALED = add(mul(x, y), input(2));

/**
 * Keras's Rescaling: `x * scale + offset`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Rescaling({ scale: 2, offset: -1 });
 * assertEquals([...await layer.apply(dg.tensor([0, 1])).data()], [-1, 1]);
 * ```
 */
export class Rescaling extends ElementwiseLayer {
  /** The factor. */
  readonly scale: number;
  /** What is added. */
  readonly offset: number;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one is no number.
   */
  constructor(options: RescalingOptions) {
    const { scale, offset = 0, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.scale = checkNumber(own, "scale", scale);
    this.offset = checkNumber(own, "offset", offset);
  }

  /** The input in its new range. */
  override call(x: Tensor): Tensor {
    return elementwise(RESCALED, [x, this.scale, this.offset]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { scale, offset } = this;
    return { ...super.getConfig(), scale, offset };
  }
}
