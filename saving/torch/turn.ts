/** How PyTorch lays out weights: their axes come in another order, since channels are last here. */

import { sizeOf } from "../../backends/view.ts";

/** How PyTorch has a weight of ours. */
export interface Layout {
  /** Its shape there. */
  readonly shape: readonly number[];
  /** The same shape with axes parted, so that ours are whole ones of it. */
  readonly parts: readonly number[];
  /** Which of these comes where here. */
  readonly axes: readonly number[];
}

/** The layout of a weight that has this shape here. */
export type Turn = (shape: readonly number[]) => Layout;

/** As it is. */
export const same: Turn = (shape) => ordered(shape, [...shape.keys()]);

/** The weight of a Linear, `[out, in]`; here `[in, out]`. */
export const swapped: Turn = (shape) => ordered(shape, [1, 0]);

/** The weight of a convolution, `[out, in, ...kernel]`, or of a transposed one, `[in, out, ...kernel]`; here last ones first. */
export const filters: Turn = (shape) =>
  ordered(shape, [...[...shape.keys()].slice(2), 1, 0]);

/** The weight of a convolution of each channel by itself, `[channels * multiplier, 1, ...kernel]`. */
export const depthwise: Turn = (shape) => {
  const layout = ordered(shape, [...[...shape.keys()].slice(2), 0, 1]);
  const [channels, multiplier, ...kernel] = layout.parts;
  return { ...layout, shape: [channels * multiplier, 1, ...kernel] };
};

/** One number for each channel. */
export const channels: Turn = (shape) => ({
  ...same(shape),
  shape: [sizeOf(shape)],
});

function ordered(ours: readonly number[], axes: readonly number[]): Layout {
  const shape = axes.map((_, axis) => ours[axes.indexOf(axis)]);
  return { shape, parts: shape, axes };
}

/** The elements of a weight of PyTorch's in our order. */
export function toOurs<Data extends ArrayLike<number>>(
  data: Data,
  { parts, axes }: Layout,
): Data | Float32Array {
  return permuted(data, parts, axes);
}

/** The elements of a weight of ours in PyTorch's order. */
export function toTorch(
  data: Float32Array,
  { parts, axes }: Layout,
): Float32Array {
  const shape = axes.map((axis) => parts[axis]);
  return permuted(data, shape, axes.map((_, axis) => axes.indexOf(axis)));
}

function permuted<Data extends ArrayLike<number>>(
  data: Data,
  shape: readonly number[],
  axes: readonly number[],
): Data | Float32Array {
  if (axes.every((axis, i) => axis === i)) return data;
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
  return made;
}
