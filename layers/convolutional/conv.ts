/** The convolutions of Keras over one axis, over two and over three. */

import { conv2d } from "../../autograd/ops/conv2d.ts";
import { conv3d } from "../../autograd/ops/conv3d.ts";
import type { ConvAxis, Pair } from "../../autograd/ops/conv_geometry.ts";
import { concat, pad, split } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ShapeError, ValueError } from "../../config/errors.ts";
import { count, oneOfAnyCase, type Tuple } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { dataFormat, padding } from "../../variables/rows.ts";
import type { Variable } from "../../variables/variable.ts";
import { KERNEL_AND_BIAS, type KernelAndBiasOptions } from "../kernel_layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import {
  ACTIVITY,
  ConvLayer,
  type ConvOptions,
  type ConvPadding,
  FILTERS_FIRST,
  type FiltersFirst,
  windowRows,
} from "./conv_layer.ts";

/**
 * The options of convolutions whose channels may be split into groups.
 * @category Convolutional layers
 */
export interface GroupedConvOptions<Name extends ConvPadding = ConvPadding>
  extends ConvOptions<Name>, KernelAndBiasOptions {
  /** Channels of the output. */
  readonly filters: number;
  /** Parts into which the channels are split, each with its own filters; 1 if not given. */
  readonly groups?: number;
}

/**
 * The options of Conv1D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv1DOptions = GroupedConvOptions<ConvPadding>;

/**
 * The options of Conv2D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv2DOptions = GroupedConvOptions<"valid" | "same">;

/**
 * The options of Conv3D: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv3DOptions = GroupedConvOptions<"valid" | "same">;

/** The rows of Conv2D's and Conv3D's options, and but for the padding of Conv1D's. */
function rows<N extends number>(rank: N) {
  return {
    ...windowRows(rank),
    padding: padding(),
    dataFormat: dataFormat(),
    groups: count(1),
    ...KERNEL_AND_BIAS,
    ...ACTIVITY,
    filters: count(),
  } satisfies Schema<Conv2DOptions, LayerOptions>;
}

/**
 * A convolution whose channels may be split into groups: what Conv1D, Conv2D and Conv3D have in common.
 * @category Convolutional layers
 */
export abstract class GroupedConvLayer<
  Options extends GroupedConvOptions,
  Size extends readonly number[],
  Name extends ConvPadding,
> extends ConvLayer<
  Options,
  Size,
  Name,
  FiltersFirst
> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = FILTERS_FIRST;
  /** Channels of the output. */
  declare readonly filters: number;
  /** Parts into which the channels are split. */
  declare readonly groups: number;

  /**
   * Refuses options that do not go together.
   *
   * @throws {ValueError} if the filters are no multiple of the groups, or strides and dilation both exceed 1.
   */
  protected override checkOptions(): void {
    const { filters, groups } = this;
    if (filters % groups !== 0) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected filters to be a multiple of groups, received filters ${filters} and groups ${groups}`,
      );
    }
    this.checkStrides();
  }

  /** The kernel: its size, then `[channels / groups, filters]`. */
  get kernel(): Variable {
    return this.builtWeight("kernel");
  }

  /**
   * Makes the kernel.
   *
   * @throws {ShapeError} if the channels are no multiple of the groups.
   */
  protected override buildKernels(channels: number | null): void {
    const { kernelSize, groups, filters } = this;
    if (channels !== null && channels % groups !== 0) {
      throw new ShapeError(
        `Cannot build ${this}: expected the channels of the input to be a multiple of groups ${groups}, received ${channels}`,
        { expected: `a multiple of ${groups}`, actual: [channels] },
      );
    }
    const each = channels && channels / groups;
    this.makeWeight("kernel", [...kernelSize, each, filters]);
  }

  /** The convolution of each group. */
  protected override convolve(images: Tensor): Tensor {
    const { groups, windows } = this;
    const kernel = this.ofImages(this.kernel);
    const conv = images.rank === 5 ? conv3d : conv2d;
    if (groups === 1) return conv(images, kernel, windows);
    const kernels = split(kernel, groups);
    const parts = split(images, groups)
      .map((part, i) => conv(part, kernels[i], windows));
    return concat(parts);
  }

  /** The filters. */
  protected override outputChannels(): number {
    return this.filters;
  }
}

/**
 * Keras's Conv1D: correlation of steps with a kernel `[kernel size, channels / groups, filters]`.
 *
 * It takes `[batch, steps, channels]` and gives `[batch, windows, filters]`; with `"channels_first"` the channels and the
 * filters are on axis 1. With padding `"causal"` no window sees a later step than its own, as in WaveNet (van den Oord et
 * al. 2016).
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv1D({ filters: 8, kernelSize: 3, padding: "causal" });
 * assertEquals(layer.apply(dg.ones([2, 10, 4])).shape, [2, 10, 8]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv1D
  extends GroupedConvLayer<Conv1DOptions, readonly [number], ConvPadding> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    ...rows(1),
    padding: oneOfAnyCase(["valid", "same", "causal"], "valid"),
  } satisfies Schema<Conv1DOptions, LayerOptions>;

  /** Steps of zeros before the first, which make a convolution causal. */
  get #delay(): number {
    const { padding, kernelSize: [taps], dilationRate: [dilation] } = this;
    return padding === "causal" ? (taps - 1) * dilation : 0;
  }

  /** The convolution, of no later step if it is causal. */
  protected override convolve(images: Tensor): Tensor {
    const delay = this.#delay;
    return super.convolve(
      delay > 0 ? pad(images, [[0, 0], [0, 0], [delay, 0], [0, 0]]) : images,
    );
  }

  /** Length of the output. */
  protected override outputLength(axis: ConvAxis, i: number): number {
    const input = axis.input + this.#delay;
    return super.outputLength({ ...axis, input }, i);
  }
}

/**
 * Keras's Conv2D: correlation of images with a kernel `[kernel height, kernel width, channels / groups, filters]`.
 *
 * It takes `[batch, height, width, channels]` and gives `[batch, rows of windows, columns of windows, filters]`; with
 * `"channels_first"` the channels and the filters are on axis 1. Strides and dilation may not both exceed 1, as in Keras;
 * `conv2d` can do that.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv2D({ filters: 32, kernelSize: 3, strides: 2 });
 * assertEquals(layer.apply(dg.ones([2, 28, 28, 1])).shape, [2, 13, 13, 32]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv2D
  extends GroupedConvLayer<Conv2DOptions, Pair, "valid" | "same"> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(2);
}

/**
 * Keras's Conv3D: correlation of volumes with a kernel `[kernel depth, kernel height, kernel width, channels / groups,
 * filters]`.
 *
 * It takes `[batch, depth, height, width, channels]` and gives the windows along each axis, with filters for channels; with
 * `"channels_first"` the channels and the filters are on axis 1. Strides and dilation may not both exceed 1, as in Keras;
 * `conv3d` can do that.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv3D({ filters: 4, kernelSize: [1, 3, 3] });
 * assertEquals(layer.apply(dg.ones([2, 5, 8, 8, 3])).shape, [2, 5, 6, 6, 4]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv3D
  extends GroupedConvLayer<Conv3DOptions, Tuple<3>, "valid" | "same"> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(3);
}
