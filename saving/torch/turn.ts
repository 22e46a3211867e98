/** Turns arrays of PyTorch's into ours: the axes come in another order, since channels are last here. */

import { sizeOf } from "../../backends/view.ts";

/** An array on its way. */
export interface Turned {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order. */
  readonly data: ArrayLike<number>;
}

/** What makes an array of PyTorch's one of ours, whose shape is to be `wanted`; it need not fit. */
export type Turn = (array: Turned, wanted: readonly number[]) => Turned;

/** As it is. */
export const same: Turn = (array) => array;

/** The weight of a Linear, `[out, in]`, as `[in, out]`. */
export const swapped: Turn = (array) => permuted(array, [1, 0]);

/** The weight of a convolution, `[out, in, ...kernel]`, or of a transposed one, `[in, out, ...kernel]`: all axes, last ones first. */
export const filters: Turn = (array) => {
  const axes = array.shape.map((_, axis) => axis);
  return permuted(array, [...axes.slice(2), 1, 0]);
};

/** The weight of a convolution of each channel by itself, `[channels * multiplier, 1, ...kernel]`. */
export const depthwise: Turn = (array, wanted) => {
  const [all, one, ...kernel] = array.shape;
  const [channels, multiplier] = wanted.slice(-2);
  if (one !== 1 || all !== channels * multiplier) return array;
  const parted = shaped(array, [channels, multiplier, ...kernel]);
  const axes = parted.shape.map((_, axis) => axis);
  return permuted(parted, [...axes.slice(2), 0, 1]);
};

/** One number for each channel. */
export const channels: Turn = (array, wanted) => shaped(array, wanted);

/** The same elements in another shape, if they are as many. */
export function shaped(array: Turned, shape: readonly number[]): Turned {
  return sizeOf(array.shape) === sizeOf(shape) ? { ...array, shape } : array;
}

/** The axes in another order; as it is, if it has not as many. */
export function permuted(
  array: Turned,
  axes: readonly number[],
): Turned {
  const { shape, data } = array;
  if (shape.length !== axes.length) return array;
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const turned = axes.map((axis) => shape[axis]);
  const made = new Float32Array(data.length);
  const at = turned.map(() => 0);
  for (let i = 0; i < made.length; i++) {
    made[i] = data[
      axes.reduce((sum, axis, j) => sum + at[j] * strides[axis], 0)
    ];
    for (let axis = at.length - 1; axis >= 0; axis--) {
      if (++at[axis] < turned[axis]) break;
      at[axis] = 0;
    }
  }
  return { shape: turned, data: made };
}
