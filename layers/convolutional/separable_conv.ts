/** Convolutions of each channel by itself, and then of the channels. */

import { conv2d } from "../../autograd/ops/conv2d.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, part } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import * as constraints from "../../variables/constraints/mod.ts";
import * as initializers from "../../variables/initializers/mod.ts";
import * as regularizers from "../../variables/regularizers/mod.ts";
import type { Variable } from "../../variables/variable.ts";
import type { LayerOptions } from "../layer_options.ts";
import { FILTERS_FIRST, type FiltersFirst } from "./conv_layer.ts";
import {
  DepthwiseLayer,
  type DepthwiseOptions,
  depthwiseRows,
} from "./depthwise_conv.ts";

/**
 * The options of separable convolutions: Keras's, in camelCase.
 * @category Convolutional layers
 */
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

/**
 * The options of SeparableConv1D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type SeparableConv1DOptions = SeparableOptions;

/**
 * The options of SeparableConv2D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type SeparableConv2DOptions = SeparableOptions;

/** The rows of the options of separable convolutions over so many spatial axes. */
function separableRows<N extends number>(rank: N) {
  return {
    ...depthwiseRows(rank),
    pointwiseInitializer: part(initializers, "glorot_uniform"),
    pointwiseRegularizer: part(regularizers),
    pointwiseConstraint: part(constraints),
    filters: count(),
  } satisfies Schema<SeparableOptions, LayerOptions>;
}

/**
 * A separable convolution over one axis or two.
 * @category Convolutional layers
 */
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
 *
 * @category Convolutional layers
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
 *
 * @category Convolutional layers
 */
export class SeparableConv2D extends SeparableConvLayer<Pair> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = separableRows(2);
}
