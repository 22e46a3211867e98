/** The transposed convolution of Keras. */

import { ValueError } from "../../config/errors.ts";
import { conv2dTranspose } from "../../autograd/ops/conv2d.ts";
import {
  type Pair,
  transposedGeometry,
} from "../../autograd/ops/conv_geometry.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { PairLike } from "../../variables/arguments.ts";
import { readConfig } from "../../config/config_reader.ts";
import { CONV_OPTIONS, ConvLayer, type ConvOptions } from "./conv_layer.ts";
import { checkArguments } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import type { Config, CustomObjects } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of Conv2DTranspose: Keras's, in camelCase. */
export interface Conv2DTransposeOptions extends ConvOptions {
  /**
   * Cells added at the end of the output, less than the strides; `null`, the default, is not 0 but Keras's own rule:
   * "same" gives `strides` times the input's size.
   */
  readonly outputPadding?: PairLike | null;
}

/**
 * Keras's Conv2DTranspose: the transpose (the gradient) of a convolution, which makes an image larger by its strides.
 *
 * Its kernel is `[kernel height, kernel width, filters, channels]` in both data formats. Strides and dilation may not
 * both exceed 1, as in Keras; `conv2dTranspose` can do that. Keras lets `filters` be fractions; here it is an error.
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
 */
export class Conv2DTranspose extends ConvLayer {
  /** Cells added at the end of each axis of the output; `null` for Keras's own rule. */
  declare readonly outputPadding: Pair | null;

  /**
   * Checks the options, in Keras's order.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: Conv2DTransposeOptions) {
    checkArguments(new.target, arguments, options, [
      ...CONV_OPTIONS,
      "outputPadding",
    ]);
    super(options);
    const { outputPadding, strides } = this;
    const over = outputPadding?.findIndex((cells, i) => cells >= strides[i]);
    if (over !== undefined && over >= 0) {
      throw new ValueError(
        `Cannot make ${this.constructor.name}: expected outputPadding to be strictly less than strides on every axis, received outputPadding ${
          quote(outputPadding)
        } and strides ${quote(strides)}`,
      );
    }
    this.checkStrides();
  }

  /** `[kernel height, kernel width, filters, channels]`. */
  protected override kernelShape(channels: number | null): PartialShape {
    return [...this.kernelSize, this.filters, channels];
  }

  /** The number of channels that the kernel takes. */
  protected override channelsOf(kernel: Variable): number {
    return kernel.shape[3];
  }

  /** The transposed convolution. */
  protected override convolve(x: Tensor, kernel: Variable): Tensor {
    const { strides, padding, outputPadding, dilationRate, dataFormat } = this;
    return conv2dTranspose(x, kernel, {
      strides,
      padding,
      outputPadding,
      dilationRate,
      dataFormat,
    });
  }

  /** `[height, width]` of the output for an input of that size. */
  protected override outputSize(input: Pair): Pair {
    return transposedGeometry({
      input,
      kernel: this.kernelSize,
      strides: this.strides,
      dilations: this.dilationRate,
      padding: this.padding,
      outputPadding: this.outputPadding,
    }).output;
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { outputPadding } = this;
    return this.configWith({
      before: { output_padding: outputPadding && [...outputPadding] },
    });
  }

  /**
   * Makes a layer from Keras's arguments; tf.keras adds `groups`, which can only be 1.
   *
   * @throws {ValueError} if an argument has a value that is not allowed.
   */
  static override fromConfig<T>(
    this: new (options: never) => T,
    config: Config,
    customObjects: CustomObjects = {},
  ): T {
    return new this(readConfig(config, customObjects, { groups: 1 }) as never);
  }
}
