/** The convolutions of Keras in which each channel has filters of its own. */

import { conv2d } from "../../autograd/ops/conv2d.ts";
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
  FILTERS_FIRST,
  type FiltersFirst,
  windowRows,
} from "./conv_layer.ts";

/** The options of convolutions in which each channel has filters of its own: Keras's, in camelCase. */
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

/** The options of DepthwiseConv1D: Keras's, in camelCase. */
export type DepthwiseConv1DOptions = DepthwiseOptions;

/** The options of DepthwiseConv2D: Keras's, in camelCase. */
export type DepthwiseConv2DOptions = DepthwiseOptions;

/** The options of separable convolutions: Keras's, in camelCase. */
export interface SeparableOptions extends DepthwiseOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** The first values of what mixes the channels; `"glorot_uniform"` if not given. */
  readonly pointwiseInitializer?: initializers.InitializerIdentifier | null;
  /** What it is penalised for. */
  readonly pointwiseRegularizer?: regularizers.RegularizerIdentifier | null;
  /** What it is brought back to after every update. */
  readonly pointwiseConstraint?: constraints.ConstraintIdentifier | null;
}

/** The options of SeparableConv1D: Keras's, in camelCase. */
export type SeparableConv1DOptions = SeparableOptions;

/** The options of SeparableConv2D: Keras's, in camelCase. */
export type SeparableConv2DOptions = SeparableOptions;

/** The rows of these options over so many spatial axes. */
function rows<N extends number>(rank: N) {
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

/** The rows of the options of separable convolutions over so many spatial axes. */
function separableRows<N extends number>(rank: N) {
  return {
    ...rows(rank),
    pointwiseInitializer: part(initializers, "glorot_uniform"),
    pointwiseRegularizer: part(regularizers),
    pointwiseConstraint: part(constraints),
    filters: count(),
  } satisfies Schema<SeparableOptions, LayerOptions>;
}

/** A convolution in which each channel has filters of its own. */
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

/** A depthwise convolution over one axis or two. */
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
 */
export class DepthwiseConv1D extends DepthwiseConvLayer<readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(1);
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
 */
export class DepthwiseConv2D extends DepthwiseConvLayer<Pair> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(2);
}

/** A separable convolution over one axis or two. */
export abstract class SeparableConvLayer<Size extends readonly number[]>
  extends DepthwiseLayer<
    SeparableOptions,
    Size,
    FiltersFirst
  > {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = FILTERS_FIRST;
  /** Channels of the output. */
  declare readonly filters: number;

  /** The filters, `[channels, depth multiplier]` behind the size of the kernel. */
  get depthwiseKernel(): Variable {
    return this.builtWeight("depthwise_kernel");
  }

  /** What mixes the channels, `[channels * depth multiplier, filters]` behind a 1 for each spatial axis. */
  get pointwiseKernel(): Variable {
    return this.builtWeight("pointwise_kernel");
  }

  /** Makes the filters, and what mixes the channels. */
  protected override buildKernels(channels: number | null): void {
    this.buildFilters("depthwise_kernel", channels);
    const one = this.kernelSize.map(() => 1);
    const shape = [...one, this.depth(channels), this.filters];
    this.makeWeight("pointwise_kernel", shape, "pointwise");
  }

  /** Each channel through its filters, then the channels mixed. */
  protected override convolve(images: Tensor): Tensor {
    const y = this.filter(images, this.depthwiseKernel);
    return conv2d(y, this.ofImages(this.pointwiseKernel));
  }

  /** The filters that mix. */
  protected override outputChannels(): number {
    return this.filters;
  }
}

/**
 * Keras's SeparableConv1D: each channel of steps with its own filters, then the channels mixed at each step.
 *
 * It takes `[batch, steps, channels]` and gives `[batch, windows, filters]`; with `"channels_first"` the channels and the
 * filters are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SeparableConv1D({ filters: 8, kernelSize: 3 });
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 6, 8]);
 * assertEquals(layer.depthwiseKernel.shape, [3, 3, 1]);
 * assertEquals(layer.pointwiseKernel.shape, [1, 3, 8]);
 * ```
 */
export class SeparableConv1D extends SeparableConvLayer<readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = separableRows(1);
}

/**
 * Keras's SeparableConv2D: each channel of an image with its own filters, then the channels mixed at each place (Chollet
 * 2017, Xception).
 *
 * It takes `[batch, height, width, channels]` and gives `[batch, rows of windows, columns of windows, filters]`; with
 * `"channels_first"` the channels and the filters are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SeparableConv2D({ filters: 8, kernelSize: 3 });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 6, 6, 8]);
 * assertEquals(layer.depthwiseKernel.shape, [3, 3, 3, 1]);
 * assertEquals(layer.pointwiseKernel.shape, [1, 1, 3, 8]);
 * ```
 */
export class SeparableConv2D extends SeparableConvLayer<Pair> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = separableRows(2);
}
