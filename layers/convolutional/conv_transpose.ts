/** The transposed convolutions of Keras over one axis, over two and over three. */

import { conv2dTranspose } from "../../autograd/ops/conv2d.ts";
import { conv3dTranspose } from "../../autograd/ops/conv3d.ts";
import {
  type ConvAxis,
  type Padding,
  type Pair,
  transposedOutputLength,
} from "../../autograd/ops/conv_geometry.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { quote, ValueError } from "../../config/errors.ts";
import { count, integers, nullable, type Tuple } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Config } from "../../config/serialization.ts";
import { dataFormat, padding } from "../../variables/rows.ts";
import type { Variable } from "../../variables/variable.ts";
import { KERNEL_AND_BIAS, type KernelAndBiasOptions } from "../kernel_layer.ts";
import { ofImages } from "../image_layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import {
  ACTIVITY,
  ConvLayer,
  type ConvOptions,
  FILTERS_FIRST,
  type FiltersFirst,
  windowRows,
} from "./conv_layer.ts";

/**
 * The options of transposed convolutions: Keras's, in camelCase.
 * @category Convolutional layers
 */
export interface ConvTransposeOptions
  extends ConvOptions, KernelAndBiasOptions {
  /** Channels of the output. */
  readonly filters: number;
  /**
   * Cells added at the end of the output, less than the strides; `null`, the default, is not 0 but Keras's own rule:
   * "same" gives `strides` times the input's size.
   */
  readonly outputPadding?: number | readonly number[] | null;
}

/**
 * The options of Conv1DTranspose: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv1DTransposeOptions = ConvTransposeOptions;

/**
 * The options of Conv2DTranspose: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv2DTransposeOptions = ConvTransposeOptions;

/**
 * The options of Conv3DTranspose: Keras's, in camelCase.
 * @category Convolutional layers
 */
export type Conv3DTransposeOptions = ConvTransposeOptions;

/** The rows of these options over so many spatial axes. */
function rows<N extends number>(rank: N) {
  return {
    ...windowRows(rank),
    padding: padding(),
    outputPadding: nullable(integers(rank, undefined, 0)),
    dataFormat: dataFormat(),
    ...KERNEL_AND_BIAS,
    ...ACTIVITY,
    filters: count(),
  } satisfies Schema<ConvTransposeOptions, LayerOptions>;
}

/**
 * A transposed convolution: the gradient of a convolution in its input, used forwards.
 * @category Convolutional layers
 */
export abstract class TransposedConvLayer<Size extends readonly number[]>
  extends ConvLayer<
    ConvTransposeOptions,
    Size,
    Padding,
    FiltersFirst
  > {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = FILTERS_FIRST;
  /** tf.keras's configs have `groups`, which can only be 1. */
  static override readonly withoutMeaning: Config = { groups: 1 };
  /** Channels of the output. */
  declare readonly filters: number;
  /** Cells added at the end of each axis of the output; `null` for Keras's own rule. */
  declare readonly outputPadding: Size | null;

  /**
   * Refuses options that do not go together.
   *
   * @throws {ValueError} if the output padding is not less than the strides, or strides and dilation both exceed 1.
   */
  protected override checkOptions(): void {
    const { outputPadding, strides } = this;
    if (outputPadding?.some((cells, i) => cells >= strides[i])) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected outputPadding to be strictly less than strides on every axis, received outputPadding ${
          quote(outputPadding)
        } and strides ${quote(strides)}`,
      );
    }
    this.checkStrides();
  }

  /** The kernel: its size, then `[filters, channels]`, in both data formats. */
  get kernel(): Variable {
    return this.builtWeight("kernel");
  }

  /** Makes the kernel. */
  protected override buildKernels(channels: number | null): void {
    this.makeWeight("kernel", [...this.kernelSize, this.filters, channels]);
  }

  /** The transposed convolution. */
  protected override convolve(images: Tensor): Tensor {
    const { outputPadding } = this;
    const conv = images.rank === 5 ? conv3dTranspose : conv2dTranspose;
    return conv(images, this.ofImages(this.kernel), {
      ...this.windows,
      outputPadding: outputPadding && ofImages(outputPadding, 0),
    });
  }

  /** Length of the output along a spatial axis. */
  protected override outputLength(axis: ConvAxis, i: number): number {
    const outputPadding = this.outputPadding?.[i] ?? null;
    return transposedOutputLength({ ...axis, outputPadding });
  }

  /** The filters. */
  protected override outputChannels(): number {
    return this.filters;
  }
}

/**
 * Keras's Conv1DTranspose: the transpose of a convolution over one axis, its kernel `[kernel size, filters, channels]`.
 *
 * It takes `[batch, steps, channels]` and gives `[batch, more steps, filters]`; with `"channels_first"` the channels and
 * the filters are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv1DTranspose({
 *   filters: 8,
 *   kernelSize: 3,
 *   strides: 2,
 *   padding: "same",
 * });
 * assertEquals(layer.apply(dg.ones([2, 10, 4])).shape, [2, 20, 8]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv1DTranspose extends TransposedConvLayer<readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(1);
}

/**
 * Keras's Conv2DTranspose: the transpose (the gradient) of a convolution, which makes an image larger by its strides
 * (Zeiler et al. 2010, there called deconvolution).
 *
 * It takes `[batch, height, width, channels]` and gives `[batch, new height, new width, filters]`, each size as
 * `outputPadding` and `padding` say:
 *
 * | padding | outputPadding | size, where the dilated kernel spans `ke` cells |
 * | --- | --- | --- |
 * | valid | null | `(input - 1) * stride + max(ke, stride)` |
 * | valid | p | `(input - 1) * stride + ke + p` |
 * | same | null | `input * stride` |
 * | same | p | `(input - 1) * stride + ke % 2 + p` |
 *
 * With `"channels_first"` the channels and the filters are on axis 1; the kernel is `[kernel height, kernel width,
 * filters, channels]` in both data formats. Strides and dilation may not both exceed 1, as in Keras; `conv2dTranspose`
 * can do that. Keras lets `filters` be fractions; here it is an error.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv2DTranspose({
 *   filters: 8,
 *   kernelSize: [3, 5],
 *   strides: 2,
 *   padding: "same",
 *   activation: "relu",
 * });
 * assertEquals(layer.computeOutputShape([null, 7, 7, 4]), [null, 14, 14, 8]);
 * const y = layer.apply(dg.ones([2, 7, 7, 4]));
 * assertEquals(y.shape, [2, 14, 14, 8]);
 * assertEquals(layer.kernel.shape, [3, 5, 8, 4]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv2DTranspose extends TransposedConvLayer<Pair> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(2);
}

/**
 * Keras's Conv3DTranspose: the transpose of a convolution of volumes, its kernel `[kernel depth, kernel height, kernel
 * width, filters, channels]`.
 *
 * It takes `[batch, depth, height, width, channels]` and gives larger volumes with filters for channels, each axis as
 * Conv2DTranspose has it; with `"channels_first"` the channels and the filters are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv3DTranspose({
 *   filters: 4,
 *   kernelSize: 3,
 *   strides: 2,
 *   padding: "same",
 * });
 * assertEquals(layer.apply(dg.ones([1, 2, 3, 3, 5])).shape, [1, 4, 6, 6, 4]);
 * ```
 *
 * @category Convolutional layers
 */
export class Conv3DTranspose extends TransposedConvLayer<Tuple<3>> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(3);
}
