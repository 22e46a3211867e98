/** The depthwise convolution of Keras. */

import type { Tensor } from "../../autograd/tensor.ts";
import { checkBuilt } from "../check_built.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import { DepthwiseLayer, type DepthwiseOptions } from "./depthwise_layer.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of DepthwiseConv2D: Keras's, in camelCase. */
export type DepthwiseConv2DOptions = DepthwiseOptions;

/**
 * Keras's DepthwiseConv2D: correlation of each channel of an image with its own filters, the kernel being
 * `[kernel height, kernel width, channels, depth multiplier]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2 });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 6, 6, 6]);
 * ```
 */
export class DepthwiseConv2D extends DepthwiseLayer {
  /** The kernel. */
  kernel!: Variable;

  /** Channels of the output for so many of the input. */
  protected override outputChannels(channels: number | null): number | null {
    return channels && channels * this.depthMultiplier;
  }

  /** Makes the kernel and the bias. */
  override build(inputShape: PartialShape): void {
    this.kernel = this.addFilters("kernel", inputShape);
    this.addBias(inputShape);
    super.build(inputShape);
  }

  /** The convolution, the bias, the activation. */
  override call(x: Tensor): Tensor {
    checkBuilt(this);
    return this.convolve(x, this.kernel, (y) => y);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { depthwise, biasPart: bias } = this;
    return {
      ...super.getConfig(),
      depth_multiplier: this.depthMultiplier,
      ...this.geometryConfig,
      depthwise_initializer: initializers.serialize(depthwise.initializer),
      bias_initializer: initializers.serialize(bias.initializer),
      depthwise_regularizer: regularizers.serialize(depthwise.regularizer),
      bias_regularizer: regularizers.serialize(bias.regularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      depthwise_constraint: constraints.serialize(depthwise.constraint),
      bias_constraint: constraints.serialize(bias.constraint),
    };
  }
}
