/** The convolutions of Keras in which each channel has filters of its own. */

import type { Padding, Pair } from "../../autograd/ops/conv_geometry.ts";
import { depthwiseConv2d } from "../../autograd/ops/depthwise_conv2d.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, part } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import { dataFormat, padding } from "../../variables/rows.ts";
import type { Variable } from "../../variables/variable.ts";
import { toPair } from "../image_layer.ts";
import { BIAS } from "../kernel_layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import {
  ACTIVITY,
  ConvLayer,
  type ConvOptions,
  windowRows,
} from "./conv_layer.ts";

/**
 * The options of convolutions in which each channel has filters of its own: Keras's, in camelCase.
 * @category Convolutional layers
 */
export interface DepthwiseOptions extends ConvOptions {
  /** Filters of each channel; 1 if not given. */
  readonly depthMultiplier?: number;
  /** The first values of the filters; `"glorot_uniform"` if not given. */
  readonly depthwiseInitializer?: initializers.InitializerIdentifier | null;
  /** What the filters are penalised for. */
  readonly depthwiseRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What the filters are brought back to after every update. */
  readonly depthwiseConstraint?: constraints.ConstraintIdentifier | null;
}

/**
 * The options of DepthwiseConv1D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type DepthwiseConv1DOptions = DepthwiseOptions;

/**
 * The options of DepthwiseConv2D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type DepthwiseConv2DOptions = DepthwiseOptions;

/** The rows of these options over so many spatial axes. */
export function depthwiseRows<N extends number>(rank: N) {
  return {
    ...windowRows(rank),
    padding: padding(),
    dataFormat: dataFormat(),
    ...BIAS,
    depthwiseInitializer: part(initializers, "glorot_uniform"),
    depthwiseRegularizer: part(regularizers),
    depthwiseConstraint: part(constraints),
    ...ACTIVITY,
    depthMultiplier: count(1),
  } satisfies Schema<DepthwiseOptions, LayerOptions>;
}

/**
 * A convolution in which each channel has filters of its own.
 * @category Convolutional layers
 */
export abstract class DepthwiseLayer<
  Options extends DepthwiseOptions,
  Size extends readonly number[],
  Leading extends readonly unknown[] = [],
> extends ConvLayer<Options, Size, Padding, Leading> {
  /** Filters of each channel. */
  declare readonly depthMultiplier: number;

  /** Channels behind the filters. */
  protected depth(channels: number | null): number | null {
    return channels && channels * this.depthMultiplier;
  }

  /** Makes the filters, `[channels, filters of each]` behind the size of the kernel, under a name. */
  protected buildFilters(name: string, channels: number | null): void {
    const shape = [...this.kernelSize, channels, this.depthMultiplier];
    this.makeWeight(name, shape, "depthwise");
  }

  /** Each channel of images through its filters. */
  protected filter(images: Tensor, filters: Variable): Tensor {
    return depthwiseConv2d(images, this.ofImages(filters), {
      strides: toPair(this.strides),
      dilations: toPair(this.dilationRate),
      padding: this.padding,
    });
  }
}

/**
 * A depthwise convolution over one axis or two.
 * @category Convolutional layers
 */
export abstract class DepthwiseConvLayer<Size extends readonly number[]>
  extends DepthwiseLayer<
    DepthwiseOptions,
    Size,
    ["kernelSize", "strides", "padding"]
  > {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "kernelSize",
    "strides",
    "padding",
  ];
  /** The filters, `[channels, depth multiplier]` behind the size of the kernel. */
  get kernel(): Variable {
    return this.builtWeight("kernel");
  }

  /** Makes the filters. */
  protected override buildKernels(channels: number | null): void {
    this.buildFilters("kernel", channels);
  }

  /** Each channel through its filters. */
  protected override convolve(images: Tensor): Tensor {
    return this.filter(images, this.kernel);
  }

  /** What the filters of all channels give. */
  protected override outputChannels(channels: number | null): number | null {
    return this.depth(channels);
  }
}

/**
 * Keras's DepthwiseConv1D: correlation of each channel of steps with its own filters, the kernel being `[kernel size,
 * channels, depth multiplier]`.
 *
 * It takes `[batch, steps, channels]` and gives `[batch, windows, channels * depth multiplier]`, the filters of a channel
 * side by side; with `"channels_first"` the channels are on axis 1. Strides and dilation may both exceed 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.DepthwiseConv1D({ kernelSize: 3, depthMultiplier: 2 });
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 6, 6]);
 * ```
 *
 * @category Convolutional layers
 */
export class DepthwiseConv1D extends DepthwiseConvLayer<readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = depthwiseRows(1);
}

/**
 * Keras's DepthwiseConv2D: correlation of each channel of an image with its own filters, the kernel being
 * `[kernel height, kernel width, channels, depth multiplier]`.
 *
 * It takes `[batch, height, width, channels]` and gives `[batch, rows of windows, columns of windows, channels * depth
 * multiplier]`, the filters of a channel side by side; with `"channels_first"` the channels are on axis 1. Strides and
 * dilation may both exceed 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2 });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 6, 6, 6]);
 * ```
 *
 * @category Convolutional layers
 */
export class DepthwiseConv2D extends DepthwiseConvLayer<Pair> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = depthwiseRows(2);
}
