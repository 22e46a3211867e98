/** The convolutions as users call them: Keras's arguments, checked and turned into geometry. */

import { integers, nullable } from "../../config/rows.ts";
import type { Schema, Values } from "../../config/schema.ts";
import { type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, NO_OPTIONS, optionsReader } from "./arguments.ts";
import { channelsLast, convRows, restored } from "./conv_arguments.ts";
import {
  conv2dGeometry,
  type ConvAxes,
  transposedGeometry,
} from "./conv_geometry.ts";
import { conv2dByPlan, conv2dInputGrad } from "./convolution.ts";
import type { Conv2DOptions, Conv2DTransposeOptions } from "./options.ts";

const OPTIONS = convRows(2) satisfies Schema<Conv2DOptions>;

const TRANSPOSED_OPTIONS = {
  ...OPTIONS,
  outputPadding: nullable(integers(2, undefined, 0)),
} satisfies Schema<Conv2DTransposeOptions>;

const readPlain = optionsReader("conv2d", OPTIONS);
const readTransposed = optionsReader("conv2dTranspose", TRANSPOSED_OPTIONS);

/**
 * Convolution (cross-correlation, as everywhere in this field) of `[batch, height, width, channels]` with a kernel
 * `[kernel height, kernel width, channels, filters]`.
 *
 * @throws {ShapeError} if a tensor has not four axes or the channels differ.
 * @throws {ValueError} if an argument has a value that is not allowed.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.ones([1, 5, 5, 3]);
 * const y = dg.conv2d(x, dg.ones([3, 3, 3, 8]), { strides: 2 });
 * assertEquals(y.shape, [1, 2, 2, 8]);
 * ```
 *
 * @category Ops
 */
export function conv2d(
  x: TensorLike,
  kernel: TensorLike,
  options: Conv2DOptions = NO_OPTIONS,
): Tensor {
  checkArguments("conv2d", arguments, 3);
  const read = readPlain(options);
  const tensors = toTensors("conv2d", [x, kernel]), [, weights] = tensors;
  const { input, axes } = prepare("conv2d", tensors, read, -2);
  const { output, geometry } = conv2dGeometry(axes);
  const y = conv2dByPlan(input, weights, {
    ...geometry,
    wide: axes.input,
    narrow: output,
    kernel: weights.shape,
  });
  return restored(y, read.dataFormat);
}

/**
 * Transposed convolution: the gradient of `conv2d` in its input, used forwards. The kernel has Keras's layout,
 * `[kernel height, kernel width, filters, channels]`, and is not flipped. Strides and dilation may both exceed 1, which
 * the layer of Keras refuses.
 *
 * @throws {ShapeError} if a tensor has not four axes or the channels differ.
 * @throws {ValueError} if an argument has a value that is not allowed.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2], [1, 1, 2, 1]);
 * const kernel = dg.tensor([1, 10, 100], [1, 3, 1, 1]);
 * const y = dg.conv2dTranspose(x, kernel, { strides: [1, 2] });
 * assertEquals([...await y.data()], [1, 10, 102, 20, 200]);
 * ```
 *
 * @category Ops
 */
export function conv2dTranspose(
  x: TensorLike,
  kernel: TensorLike,
  options: Conv2DTransposeOptions = NO_OPTIONS,
): Tensor {
  const name = "conv2dTranspose";
  checkArguments(name, arguments, 3);
  const read = readTransposed(options);
  const tensors = toTensors(name, [x, kernel]), [, weights] = tensors;
  const { input, axes } = prepare(name, tensors, read, -1);
  const { outputPadding } = read;
  const { output, geometry } = transposedGeometry({ ...axes, outputPadding });
  const y = conv2dInputGrad(input, weights, {
    ...geometry,
    wide: output,
    narrow: axes.input,
    kernel: weights.shape,
  });
  return restored(y, read.dataFormat);
}

/** Checks what both have in common; `channelAxis` is the kernel's axis that takes the input's channels. */
function prepare(
  name: string,
  [given, weights]: readonly Tensor[],
  { dataFormat, strides, padding, dilationRate: dilations }: Values<
    typeof OPTIONS
  >,
  channelAxis: -1 | -2,
): { input: Tensor; axes: ConvAxes } {
  const wanted = { name, rank: 2, dataFormat, channelAxis };
  const input = channelsLast(given, weights, wanted);
  const [rows, columns] = weights.shape;
  const [, height, width] = input.shape;
  return {
    input,
    axes: {
      input: [height, width],
      kernel: [rows, columns],
      strides,
      dilations,
      padding,
    },
  };
}
