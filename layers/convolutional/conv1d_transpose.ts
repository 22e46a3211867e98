/** The transposed convolution of Keras over one axis. */

import { ValueError } from "../../config/errors.ts";
import { conv2dTranspose } from "../../autograd/ops/conv2d.ts";
import {
  type Padding,
  transposedOutputLength,
} from "../../autograd/ops/conv_geometry.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toSingle } from "../../variables/arguments.ts";
import {
  CONV1D_OPTIONS,
  type Conv1DBaseOptions,
  Conv1DLayer,
  type SingleLike,
} from "./conv1d_layer.ts";
import { checkArguments } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of Conv1DTranspose: Keras's, in camelCase. */
export interface Conv1DTransposeOptions extends Conv1DBaseOptions {
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
  /** Cells added at the end of the output, less than the strides; `null`, the default, is Keras's own rule. */
  readonly outputPadding?: SingleLike | null;
}

/**
 * Keras's Conv1DTranspose: the transpose of a convolution over one axis, its kernel `[kernel size, filters, channels]`.
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
 */
export class Conv1DTranspose extends Conv1DLayer<Padding> {
  /** Cells added at the end of the output; `null` for Keras's own rule. */
  readonly outputPadding: number | null;

  /**
   * Checks the options, in Keras's order.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: Conv1DTransposeOptions) {
    checkArguments(new.target, arguments, options, [
      ...CONV1D_OPTIONS,
      "outputPadding",
    ]);
    const { outputPadding = null, ...rest } = options;
    super(rest, ["valid", "same"]);
    const own = this.constructor.name;
    this.outputPadding = outputPadding === null
      ? null
      : toSingle(own, "outputPadding", outputPadding, 0);
    if (this.outputPadding !== null && this.outputPadding >= this.strides) {
      throw new ValueError(
        `Cannot make ${own}: expected outputPadding to be strictly less than strides, received outputPadding ${this.outputPadding} and strides ${this.strides}`,
      );
    }
  }

  /** The kernel's shape for inputs with so many channels. */
  protected override kernelShape(channels: number | null): PartialShape {
    return [this.kernelSize, this.filters, channels];
  }

  /** The convolution of images of one row with a kernel of one row, without bias and activation. */
  protected override convolve(x: Tensor, kernel: Tensor): Tensor {
    const { strides, dilationRate, padding, outputPadding } = this;
    return conv2dTranspose(x, kernel, {
      strides: [1, strides],
      padding,
      outputPadding: outputPadding === null ? null : [0, outputPadding],
      dilationRate: [1, dilationRate],
    });
  }

  /** Length of the output for an input of that length. */
  protected override outputLength(input: number): number {
    return transposedOutputLength({
      input,
      kernel: this.kernelSize,
      stride: this.strides,
      dilation: this.dilationRate,
      padding: this.padding,
      outputPadding: this.outputPadding,
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { outputPadding } = this;
    return this.configWith({
      before: {
        output_padding: outputPadding === null ? null : [outputPadding],
      },
    });
  }
}
