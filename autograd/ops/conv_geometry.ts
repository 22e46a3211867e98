/** Where the windows of Keras's convolutions land: pure numbers, one axis at a time. */

import type { Conv2DGeometry } from "../../backends/backend.ts";
import { ValueError } from "../../config/errors.ts";

/**
 * Height before width.
 * @category Ops
 */
export type Pair = readonly [number, number];

/**
 * What Keras's layers take as `padding`.
 * @category Ops
 */
export type Padding = "valid" | "same";

/**
 * One spatial axis of a convolution.
 * @category Ops
 */
export interface ConvAxis {
  /** Size of the input. */
  readonly input: number;
  /** Size of the kernel. */
  readonly kernel: number;
  /** Steps between neighbouring windows. */
  readonly stride: number;
  /** Steps between neighbouring taps. */
  readonly dilation: number;
  /** How the borders are treated. */
  readonly padding: Padding;
}

/** One spatial axis of a transposed convolution. */
export interface TransposedAxis extends ConvAxis {
  /** Cells added at the end; `null` is not 0: it stands for Keras's own rule. */
  readonly outputPadding: number | null;
}

/**
 * Both spatial axes of a convolution.
 * @category Ops
 */
export interface ConvAxes {
  /** `[height, width]` of the input. */
  readonly input: Pair;
  /** `[height, width]` of the kernel. */
  readonly kernel: Pair;
  /** Steps between neighbouring windows. */
  readonly strides: Pair;
  /** Steps between neighbouring taps. */
  readonly dilations: Pair;
  /** How the borders are treated. */
  readonly padding: Padding;
}

/** Both spatial axes of a transposed convolution. */
export interface TransposedAxes extends ConvAxes {
  /** Cells added at the end of each axis, or `null` for Keras's own rule. */
  readonly outputPadding: Pair | null;
}

/** Where the windows land, and the spatial size of what comes out. */
export interface SizedGeometry {
  /** `[height, width]` of the output. */
  readonly output: Pair;
  /** The numbers a backend needs. */
  readonly geometry: Conv2DGeometry;
}

/** Cells that a dilated kernel spans. */
export function span({ kernel, dilation }: ConvAxis): number {
  return (kernel - 1) * dilation + 1;
}

/**
 * Length of the output of a transposed convolution along one axis. With `ke` the cells that the dilated kernel spans:
 *
 * | padding | outputPadding | length |
 * | --- | --- | --- |
 * | valid | null | `(input - 1) * stride + max(ke, stride)` |
 * | valid | p | `(input - 1) * stride + ke + p` |
 * | same | null | `input * stride` |
 * | same | p | `(input - 1) * stride + ke % 2 + p` |
 *
 * @throws {ValueError} if it were negative, which only an empty input can bring about.
 */
export function transposedOutputLength(axis: TransposedAxis): number {
  const { input, stride, padding, outputPadding } = axis;
  const reach = span(axis);
  const tail = padding === "valid"
    ? outputPadding === null ? Math.max(reach, stride) : reach + outputPadding
    : outputPadding === null
    ? stride
    : reach % 2 + outputPadding;
  const length = (input - 1) * stride + tail;
  if (length >= 0) return length;
  throw new ValueError(
    `Cannot size a transposed convolution: expected an input of at least 1 cell, received input ${input} with strides ${stride}`,
  );
}

/**
 * Cells cut off the beginning of what the kernel scatters, along one axis; what is left over after the end is zeros.
 * "same" cuts both ends, the smaller half here.
 */
export function transposedCrop(axis: TransposedAxis): number {
  if (axis.padding === "valid") return 0;
  const scattered = (axis.input - 1) * axis.stride + span(axis);
  const surplus = scattered - transposedOutputLength(axis);
  return Math.floor(Math.max(surplus, 0) / 2);
}

/** Output size and geometry of a transposed convolution: its output is the wide side. */
export function transposedGeometry(axes: TransposedAxes): SizedGeometry {
  return sized(axes, transposedOutputLength, transposedCrop);
}

/**
 * Length of the output of a convolution along one axis: `ceil(input / stride)` for "same", the number of windows that
 * lie inside for "valid".
 *
 * @throws {ValueError} if no window lies inside.
 */
export function convOutputLength(axis: ConvAxis): number {
  const { input, stride, padding } = axis;
  if (padding === "same") return Math.ceil(input / stride);
  const length = Math.floor((input - span(axis)) / stride) + 1;
  if (length > 0) return length;
  throw new ValueError(
    `Cannot size a convolution: expected an input of at least ${
      span(axis)
    } cells for kernelSize ${axis.kernel} and dilationRate ${axis.dilation}, received ${input}`,
  );
}

/** Zeros before the first cell along one axis: "same" pads both ends, the smaller half here. */
export function convPadding(axis: ConvAxis): number {
  if (axis.padding === "valid") return 0;
  const covered = (convOutputLength(axis) - 1) * axis.stride + span(axis);
  return Math.floor(Math.max(covered - axis.input, 0) / 2);
}

/** Output size and geometry of a convolution: its output is the narrow side. */
export function conv2dGeometry(axes: ConvAxes): SizedGeometry {
  return sized(axes, convOutputLength, convPadding);
}

function sized(
  { input, kernel, strides, dilations, padding, outputPadding = null }:
    & ConvAxes
    & Partial<TransposedAxes>,
  lengthOf: (axis: TransposedAxis) => number,
  paddingOf: (axis: TransposedAxis) => number,
): SizedGeometry {
  const along = (i: 0 | 1): TransposedAxis => ({
    input: input[i],
    kernel: kernel[i],
    stride: strides[i],
    dilation: dilations[i],
    padding,
    outputPadding: outputPadding?.[i] ?? null,
  });
  const height = along(0), width = along(1);
  return {
    output: [lengthOf(height), lengthOf(width)],
    geometry: {
      strides,
      dilations,
      padding: [paddingOf(height), paddingOf(width)],
    },
  };
}
