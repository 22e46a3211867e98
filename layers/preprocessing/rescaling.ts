/** The layer of Keras that brings numbers to another range. */

import { input } from "../../backends/expr.ts";
import { add, mul, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { ElementwiseLayer } from "../elementwise_layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";

/** A number, or one for each cell of the last axis. */
export type Rescale = number | readonly number[];

/** The options of Rescaling: Keras's. */
export interface RescalingOptions extends LayerOptions {
  /** The factor. */
  readonly scale: Rescale;
  /** What is added; 0 if not given. */
  readonly offset?: Rescale;
}

const RESCALED = add(mul(x, y), input(2));

/**
 * Keras's Rescaling: `x * scale + offset`, where the two are numbers or lists along the last axis.
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
  readonly scale: Rescale;
  /** What is added. */
  readonly offset: Rescale;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one is neither a number nor a list of numbers.
   */
  constructor(options: RescalingOptions) {
    checkArguments(new.target, arguments, options, ["scale", "offset"]);
    const { scale, offset = 0, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.scale = toRescale(own, "scale", scale);
    this.offset = toRescale(own, "offset", offset);
  }

  /** The input in its new range. */
  override call(x: Tensor): Tensor {
    const [scale, offset] = [this.scale, this.offset].map((value) =>
      typeof value === "number"
        ? value
        : Tensor.from(x.backend, value, [value.length])
    );
    return elementwise(RESCALED, [x, scale, offset]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { scale, offset } = this;
    return { ...super.getConfig(), scale, offset };
  }
}

function toRescale(owner: string, option: string, value: Rescale): Rescale {
  if (!Array.isArray(value)) return checkNumber(owner, option, value);
  return value.map((one) => checkNumber(owner, option, one));
}
