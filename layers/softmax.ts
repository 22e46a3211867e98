/** The softmax of Keras, as a layer. */

import { softmax } from "../autograd/ops/softmax.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { type AxisLike, toAxisList } from "./arguments.ts";
import { ElementwiseLayer } from "./elementwise_layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import type { Config } from "./serialization.ts";

/** The options of Softmax: Keras's. */
export interface SoftmaxOptions extends LayerOptions {
  /** The axis, or axes, along which the outputs add up to 1; -1 if not given. */
  readonly axis?: AxisLike;
}

/**
 * Keras's Softmax: `exp(x)` over its sum along an axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Softmax();
 * assertEquals([...await layer.apply(dg.tensor([[1, 1]])).data()], [0.5, 0.5]);
 * ```
 */
export class Softmax extends ElementwiseLayer {
  /** The axis, or axes, along which the outputs add up to 1. */
  readonly axis: AxisLike;

  /**
   * Checks the option.
   *
   * @throws {ValueError} if the axis is no integer, nor a list of them.
   */
  constructor(options: SoftmaxOptions = {}) {
    const { axis = -1, ...rest } = options;
    super(rest);
    toAxisList(this.constructor.name, axis);
    this.axis = axis;
  }

  /** The softmax of the input. */
  override call(x: Tensor): Tensor {
    return softmax(x, { axis: this.axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { axis } = this;
    return {
      ...super.getConfig(),
      axis: typeof axis === "number" ? axis : [...axis],
    };
  }
}
