/** How the operands of a convolution relate, and equal convolutions of other shapes. */

import type { Conv2DGeometry, Operand } from "../../../backend.ts";
import type { Shape } from "../../../view.ts";
import type { EpiloguePass } from "../elementwise/epilogue.ts";

/** The shapes that a convolution relates: `x` wide, `w` kernel, `y` narrow. */
export interface Conv2DShapes {
  /** [batch, height, width, c] */
  readonly x: Shape;
  /** [kh, kw, c, o] */
  readonly w: Shape;
  /** [batch, i, j, o] */
  readonly y: Shape;
}

/** The shapes of a convolution, which count in place of those of the views, and where its windows land. */
export interface Conv2DLayout {
  /** The shapes. */
  readonly shapes: Conv2DShapes;
  /** Strides, dilations and padding. */
  readonly geometry: Conv2DGeometry;
}

/** A convolution: `out` is narrow. */
export interface Convolution extends Conv2DLayout {
  /** The wide side. */
  readonly x: Operand;
  /** The kernel. */
  readonly w: Operand;
  /** The narrow side. */
  readonly out: Operand;
  /** What is applied to the results. */
  readonly epilogue: EpiloguePass;
}

/** A transposed convolution: `out` is wide. */
export interface InputGrad extends Omit<Convolution, "x"> {
  /** The narrow side. */
  readonly dy: Operand;
}

/** The gradient of a convolution in its kernel, which is `out`. */
export interface KernelGrad extends Omit<Convolution, "w" | "epilogue"> {
  /** The narrow side. */
  readonly dy: Operand;
}

/**
 * If the kernel is as wide as the stride and nothing is cropped, outputs do not overlap along a row: the columns of the
 * kernel may then count as channels, `[height, width, c]` being `[height, width / kw, kw * c]` in memory.
 */
export function mergeColumns(
  shapes: Conv2DShapes,
  geometry: Conv2DGeometry,
): Conv2DLayout {
  const { x: [batch, H, W, c], w: [kh, kw, , o], y } = shapes;
  const { strides, dilations, padding } = geometry;
  const isApart = kw === strides[1] && dilations[1] === 1 &&
    padding[1] === 0 && W === y[2] * kw;
  if (!isApart) return { shapes, geometry };
  return {
    shapes: { x: [batch, H, y[2], kw * c], w: [kh, 1, kw * c, o], y },
    geometry: { ...geometry, strides: [strides[0], 1] },
  };
}

/** Whether each pixel of the wide side is in one window, and in no other. */
export function isTiling(
  { shapes: { x, w, y }, geometry: { strides, dilations, padding } }:
    Conv2DLayout,
): boolean {
  return strides.every((stride, axis) =>
    w[axis] === stride && dilations[axis] === 1 && padding[axis] === 0 &&
    x[1 + axis] === y[1 + axis] * stride
  );
}

/**
 * A convolution of stride 1 as a transposed one: its kernel has its taps in reverse order and its channels exchanged, and
 * its padding is `(kernel - 1) * dilation - padding`.
 */
export function flippedLayout(
  { x, w: [kh, kw, c, o], y }: Conv2DShapes,
  { strides, dilations, padding }: Conv2DGeometry,
): Conv2DLayout {
  return {
    shapes: { x: y, w: [kh, kw, o, c], y: x },
    geometry: {
      strides,
      dilations,
      padding: [
        (kh - 1) * dilations[0] - padding[0],
        (kw - 1) * dilations[1] - padding[1],
      ],
    },
  };
}

/** Whether there is such a transposed convolution. */
export function canFlip(
  { w: [kh, kw] }: Conv2DShapes,
  { strides, dilations, padding }: Conv2DGeometry,
): boolean {
  return strides[0] * strides[1] === 1 && kh * kw > 0 &&
    padding[0] <= (kh - 1) * dilations[0] &&
    padding[1] <= (kw - 1) * dilations[1];
}
