/**
 * The stride phases of one axis. Positions of the wide side that leave the same remainder when divided by the stride see the
 * same taps of the kernel, and among themselves they are an ordinary convolution of stride 1.
 *
 * With `h + padding = stride * q + r`, tap `a` reaches output `h` from input `q - (a * dilation - r) / stride`, if that is
 * whole.
 */

import type { Conv2DGeometry } from "../../../backend.ts";
import type { Conv2DShapes } from "./shapes.ts";

/** One phase of the outputs of a transposed convolution. */
export interface AxisPhase {
  /** Its first output. */
  readonly first: number;
  /** How many outputs it has. */
  readonly count: number;
  /** Its taps, and the input that each reaches the first output from; inputs ascend. */
  readonly taps: readonly { readonly tap: number; readonly input: number }[];
}

/** The taps of a phase: those whose place leaves its remainder when divided by the stride. */
export function tapsOfPhase(
  kernel: number,
  stride: number,
  remainder: number,
  dilation = 1,
): number[] {
  return Array.from({ length: kernel }, (_, tap) => tap)
    .filter((tap) => (tap * dilation) % stride === remainder);
}

/** The phases of the wide side along an axis: 0 for the rows, 1 for the columns. */
export function axisPhases(
  { x, w }: Conv2DShapes,
  { strides, dilations, padding }: Conv2DGeometry,
  axis: 0 | 1,
): AxisPhase[] {
  const length = x[axis + 1], stride = strides[axis];
  const dilation = dilations[axis];
  return Array.from({ length: Math.min(stride, length) }, (_, first) => {
    const place = first + padding[axis];
    const taps = tapsOfPhase(w[axis], stride, place % stride, dilation)
      .map((tap) => ({ tap, input: (place - tap * dilation) / stride }))
      .reverse();
    return { first, count: Math.ceil((length - first) / stride), taps };
  });
}

/** All inputs that the first outputs of some phases see: the first one, and how many follow it. */
export function inputsOf(
  phases: readonly AxisPhase[],
): { start: number; margin: number } {
  const inputs = phases.flatMap(({ taps }) => taps.map(({ input }) => input));
  if (inputs.length === 0) return { start: 0, margin: 0 };
  const start = Math.min(...inputs);
  return { start, margin: Math.max(...inputs) - start };
}
