/**
 * The convolutions of volumes, made of those of images: slices of a volume are images, and the slices that a kernel sees
 * at once lie among their channels. So the depth costs one copy of the input, for each of its places in the kernel, and
 * no kernel of its own.
 */

import { integers, nullable } from "../../config/rows.ts";
import type { Schema, Values } from "../../config/schema.ts";
import { type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, NO_OPTIONS, optionsReader } from "./arguments.ts";
import { conv2d, conv2dTranspose } from "./conv2d.ts";
import { channelsLast, convRows, restored } from "./conv_arguments.ts";
import {
  type ConvAxis,
  convOutputLength,
  convPadding,
  span,
  transposedCrop,
  transposedOutputLength,
} from "./conv_geometry.ts";
import type { Conv3DOptions, Conv3DTransposeOptions } from "./options.ts";
import { reshape, transpose } from "./reshape.ts";
import { slice } from "./slice.ts";
import { overlapAdd, padAxis, windows } from "./windows.ts";

const OPTIONS = convRows(3) satisfies Schema<Conv3DOptions>;

const TRANSPOSED_OPTIONS = {
  ...OPTIONS,
  outputPadding: nullable(integers(3, undefined, 0)),
} satisfies Schema<Conv3DTransposeOptions>;

const readPlain = optionsReader("conv3d", OPTIONS);
const readTransposed = optionsReader("conv3dTranspose", TRANSPOSED_OPTIONS);

/**
 * Convolution of `[batch, depth, height, width, channels]` with a kernel `[kernel depth, kernel height, kernel width,
 * channels, filters]`.
 *
 * @throws {ShapeError} if a tensor has not five axes or the channels differ.
 * @throws {ValueError} if an argument has a value that is not allowed.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.ones([1, 4, 5, 5, 3]);
 * const y = dg.conv3d(x, dg.ones([2, 3, 3, 3, 8]), { strides: [1, 2, 2] });
 * assertEquals(y.shape, [1, 3, 2, 2, 8]);
 * ```
 *
 * @category Ops
 */
export function conv3d(
  x: TensorLike,
  kernel: TensorLike,
  options: Conv3DOptions = NO_OPTIONS,
): Tensor {
  checkArguments("conv3d", arguments, 3);
  const read = readPlain(options), { padding, dataFormat } = read;
  const [given, weights] = toTensors("conv3d", [x, kernel]);
  const input = channelsLast(given, weights, {
    name: "conv3d",
    rank: 3,
    dataFormat,
    channelAxis: -2,
  });
  const depth = depthOf(input, weights, read);
  const count = convOutputLength(depth), before = convPadding(depth);
  const reach = (count - 1) * depth.stride + span(depth);
  const after = Math.max(0, reach - before - depth.input);
  const { stride, dilation, kernel: length } = depth;
  const slabs = windows(
    padAxis(input, 1, before, after),
    { axis: 1, count, length, stride, dilation },
  );
  const [batch, , , height, width, channels] = slabs.shape;
  const y = conv2d(
    reshape(
      transpose(slabs, [0, 1, 3, 4, 2, 5]),
      [batch * count, height, width, length * channels],
    ),
    flattened(weights),
    { ...planeOf(read), padding },
  );
  return restored(reshape(y, [batch, count, ...y.shape.slice(1)]), dataFormat);
}

/**
 * Transposed convolution of volumes: the gradient of `conv3d` in its input, used forwards. The kernel has Keras's layout,
 * `[kernel depth, kernel height, kernel width, filters, channels]`, and is not flipped. Strides and dilation may both
 * exceed 1, which the layer of Keras refuses.
 *
 * @throws {ShapeError} if a tensor has not five axes or the channels differ.
 * @throws {ValueError} if an argument has a value that is not allowed.
 * @throws {TypeError} if there is no such option.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const x = dg.tensor([1, 2], [1, 2, 1, 1, 1]);
 * const kernel = dg.tensor([1, 10, 100], [3, 1, 1, 1, 1]);
 * const y = dg.conv3dTranspose(x, kernel, { strides: [2, 1, 1] });
 * assertEquals([...await y.data()], [1, 10, 102, 20, 200]);
 * ```
 *
 * @category Ops
 */
export function conv3dTranspose(
  x: TensorLike,
  kernel: TensorLike,
  options: Conv3DTransposeOptions = NO_OPTIONS,
): Tensor {
  const name = "conv3dTranspose";
  checkArguments(name, arguments, 3);
  const read = readTransposed(options);
  const { padding, dataFormat, outputPadding } = read;
  const [given, weights] = toTensors(name, [x, kernel]);
  const wanted = { name, rank: 3, dataFormat, channelAxis: -1 } as const;
  const input = channelsLast(given, weights, wanted);
  const depth = {
    ...depthOf(input, weights, read),
    outputPadding: outputPadding?.[0] ?? null,
  };
  const [batch, count, ...slice2d] = input.shape;
  const y = conv2dTranspose(
    reshape(input, [batch * count, ...slice2d]),
    flattened(weights),
    {
      ...planeOf(read),
      padding,
      outputPadding: outputPadding && outputPadding.slice(1),
    },
  );
  const { stride, dilation, kernel: length } = depth;
  const [, height, width, channels] = y.shape;
  const filters = channels / length;
  const slabs = transpose(
    reshape(y, [batch, count, height, width, length, filters]),
    [0, 1, 4, 2, 3, 5],
  );
  const before = transposedCrop(depth), size = transposedOutputLength(depth);
  const reach = (count - 1) * stride + span(depth);
  const whole = overlapAdd(slabs, {
    ...{ axis: 1, count, length, stride, dilation },
    size: Math.max(before + size, reach),
  });
  const start = whole.shape.map((_, i) => i === 1 ? before : 0);
  return restored(slice(whole, start, whole.shape.with(1, size)), dataFormat);
}

/** The axis of depth. */
function depthOf(
  { shape: [, input] }: Tensor,
  { shape: [kernel] }: Tensor,
  { strides, dilationRate, padding }: Values<typeof OPTIONS>,
): ConvAxis {
  const [stride] = strides, [dilation] = dilationRate;
  return { input, kernel, stride, dilation, padding };
}

/** The options of the other axes. */
function planeOf({ strides, dilationRate }: Values<typeof OPTIONS>) {
  return { strides: strides.slice(1), dilationRate: dilationRate.slice(1) };
}

/** A kernel of volumes as one of images, with its depth among the channels that come first. */
function flattened(kernel: Tensor): Tensor {
  const [depth, height, width, inner, outer] = kernel.shape;
  return reshape(
    transpose(kernel, [1, 2, 0, 3, 4]),
    [height, width, depth * inner, outer],
  );
}
