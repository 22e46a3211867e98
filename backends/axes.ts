/** The axes that several operands share, joined into as few as their layouts allow. */

import type { Shape } from "./view.ts";

/** One axis of a loop. */
export interface Axis {
  /** How many indices it has. */
  readonly size: number;
  /** Elements from one index to the next, for each operand. */
  readonly strides: readonly number[];
}

/** The axes of operands of one shape, the highest `rank` first; axes of size one are left out. */
export function axesOf(
  shape: Shape,
  strides: readonly (readonly number[])[],
  rank: (axis: Axis) => number,
): Axis[] {
  return shape
    .map((size, i) => ({ size, strides: strides.map((own) => own[i]) }))
    .filter(({ size }) => size !== 1)
    .sort((a, b) => rank(b) - rank(a));
}

/** Joins neighbouring axes that every operand can step through as one. */
export function joinAxes(axes: readonly Axis[]): Axis[] {
  const joined: Axis[] = [];
  for (const inner of axes) {
    const outer = joined.at(-1);
    if (outer && continues(outer, inner)) {
      joined.pop();
      joined.push({ size: outer.size * inner.size, strides: inner.strides });
    } else joined.push(inner);
  }
  return joined;
}

/** Whether the outer axis of an operand goes on where its inner axis ends. */
export function continuesAt(
  outer: Axis,
  inner: Axis,
  operand: number,
): boolean {
  return outer.strides[operand] === inner.strides[operand] * inner.size;
}

function continues(outer: Axis, inner: Axis): boolean {
  return inner.strides.every((_, operand) =>
    continuesAt(outer, inner, operand)
  );
}
