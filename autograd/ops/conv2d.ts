/** The convolutions as users call them: Keras's arguments, checked and turned into geometry. */

import { ShapeError } from "../../config/errors.ts";
import { integers, nullable, oneOf } from "../../config/rows.ts";
import type { Schema, Values } from "../../config/schema.ts";
import { type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, NO_OPTIONS, optionsReader } from "./arguments.ts";
import { show } from "./axes.ts";
import {
  conv2dGeometry,
  type ConvAxes,
  transposedGeometry,
} from "./conv_geometry.ts";
import { conv2dByPlan, conv2dInputGrad } from "./convolution.ts";
import type {
  Conv2DOptions,
  Conv2DTransposeOptions,
  DataFormat,
} from "./options.ts";
import { transpose } from "./reshape.ts";

const OPTIONS = {
  strides: integers(2, 1),
  padding: oneOf(["valid", "same"], "valid"),
  dilationRate: integers(2, 1),
  dataFormat: oneOf(["channels_last", "channels_first"], "channels_last"),
} satisfies Schema<Conv2DOptions>;

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
 */
export function conv2d(
  x: TensorLike,
  kernel: TensorLike,
  options: Conv2DOptions = NO_OPTIONS,
): Tensor {
  checkArguments("conv2d", arguments, 3);
  const read = readPlain(options);
  const tensors = toTensors("conv2d", [x, kernel]), [, weights] = tensors;
  const { input, axes } = prepare("conv2d", tensors, read, 2);
  const { output, geometry } = conv2dGeometry(axes);
  const y = conv2dByPlan(input, weights, {
    ...geometry,
    wide: axes.input,
    narrow: output,
    kernel: weights.shape,
  });
  return restore(y, read.dataFormat);
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
  const { input, axes } = prepare(name, tensors, read, 3);
  const { outputPadding } = read;
  const { output, geometry } = transposedGeometry({ ...axes, outputPadding });
  const y = conv2dInputGrad(input, weights, {
    ...geometry,
    wide: output,
    narrow: axes.input,
    kernel: weights.shape,
  });
  return restore(y, read.dataFormat);
}

/** Checks what both have in common; `channelAxis` is the kernel's axis that takes the input's channels. */
function prepare(
  name: string,
  [given, weights]: readonly Tensor[],
  options: Values<typeof OPTIONS>,
  channelAxis: 2 | 3,
): { input: Tensor; axes: ConvAxes } {
  const { strides, dilationRate: dilations, padding, dataFormat } = options;
  if (given.rank !== 4 || weights.rank !== 4) {
    throw new ShapeError(
      `Cannot compute ${name}: expected an input and a kernel with 4 axes, received ${
        show(given.shape)
      } and ${show(weights.shape)}`,
      { expected: "4 axes", actual: given.shape },
    );
  }
  const input = dataFormat === "channels_first"
    ? transpose(given, [0, 2, 3, 1])
    : given;
  const channels = weights.shape[channelAxis];
  if (input.shape[3] !== channels) {
    throw new ShapeError(
      `Cannot compute ${name}: expected an input with ${channels} channels for a kernel of shape ${
        show(weights.shape)
      }, received ${show(given.shape)} (${dataFormat})`,
      { expected: channels, actual: given.shape },
    );
  }
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

function restore(y: Tensor, dataFormat: DataFormat): Tensor {
  return dataFormat === "channels_first" ? transpose(y, [0, 3, 1, 2]) : y;
}
