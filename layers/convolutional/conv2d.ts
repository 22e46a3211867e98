/** The convolution of Keras. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import { conv2d } from "../../autograd/ops/conv2d.ts";
import { conv2dGeometry, type Pair } from "../../autograd/ops/conv_geometry.ts";
import { concat, split } from "../../autograd/ops/window.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import { CONV_OPTIONS, ConvLayer, type ConvOptions } from "./conv_layer.ts";
import { checkArguments } from "../layer_options.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";

/** The options of Conv2D: Keras's, in camelCase. */
export interface Conv2DOptions extends ConvOptions {
  /** Parts into which the channels are split, each with its own filters; 1 if not given. */
  readonly groups?: number;
}

/**
 * Keras's Conv2D: correlation of images with a kernel `[kernel height, kernel width, channels / groups, filters]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Conv2D({ filters: 32, kernelSize: 3, strides: 2 });
 * assertEquals(layer.apply(dg.ones([2, 28, 28, 1])).shape, [2, 13, 13, 32]);
 * ```
 */
export class Conv2D extends ConvLayer {
  /** Parts into which the channels are split. */
  readonly groups: number;

  /**
   * Checks the options, in Keras's order.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: Conv2DOptions) {
    checkArguments(new.target, arguments, options, [...CONV_OPTIONS, "groups"]);
    const { groups = 1, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.groups = toCount(own, "groups", groups);
    if (this.filters % groups !== 0) {
      throw new ValueError(
        `Cannot make ${own}: expected filters to be a multiple of groups, received filters ${this.filters} and groups ${groups}`,
      );
    }
    this.checkStrides();
  }

  /** `[kernel height, kernel width, channels / groups, filters]`. */
  protected override kernelShape(channels: number | null): PartialShape {
    const { groups, kernelSize, filters } = this;
    if (channels !== null && channels % groups !== 0) {
      throw new ShapeError(
        `Cannot build ${this}: expected the channels of the input to be a multiple of groups ${groups}, received ${channels}`,
        { expected: `a multiple of ${groups}`, actual: [channels] },
      );
    }
    return [...kernelSize, channels && channels / groups, filters];
  }

  /** The number of channels that the kernel takes. */
  protected override channelsOf(kernel: Variable): number {
    return kernel.shape[2] * this.groups;
  }

  /** The convolution of each group. */
  protected override convolve(x: Tensor, kernel: Variable): Tensor {
    const { strides, padding, dilationRate, dataFormat, groups } = this;
    const options = { strides, padding, dilationRate, dataFormat };
    if (groups === 1) return conv2d(x, kernel, options);
    const kernels = split(kernel, groups, 3);
    const parts = split(x, groups, this.channelAxis)
      .map((part, i) => conv2d(part, kernels[i], options));
    return concat(parts, this.channelAxis);
  }

  /** `[height, width]` of the output for an input of that size. */
  protected override outputSize(input: Pair): Pair {
    return conv2dGeometry({
      input,
      kernel: this.kernelSize,
      strides: this.strides,
      dilations: this.dilationRate,
      padding: this.padding,
    }).output;
  }

  /** Makes the kernel and the bias, where the kernel has room in the input. */
  override build(inputShape: PartialShape): void {
    this.computeOutputShape(inputShape);
    super.build(inputShape);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return this.configWith({ after: { groups: this.groups } });
  }
}
