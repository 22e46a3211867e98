/** Arguments that name axes, checked and counted from the front. */

import { type Shape, sizeOf } from "../../backends/view.ts";
import { quote, ShapeError, shorten, ValueError } from "../../config/errors.ts";
import { checkArray } from "../../config/options.ts";

/**
 * One axis, several, or all of them.
 * @category Ops
 */
export type Axes = number | readonly number[] | null | undefined;

/** A shape as errors write it. */
export function show(shape: readonly unknown[]): string {
  // Not by `map`, which skips holes.
  return `[${Array.from(shape, (size) => quote(size)).join(", ")}]`;
}

/** How errors show what they got in place of a shape or axes. */
export function received(value: unknown): string {
  return Array.isArray(value) ? shorten(show(value)) : quote(value);
}

/** An axis of `rank` axes, counted from the front; negative ones count from the back. */
export function toAxis(name: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ValueError(
      `Cannot compute ${name}: expected an axis from ${-rank} to ${
        rank - 1
      }, received axis ${quote(axis)}`,
    );
  }
  return axis < 0 ? axis + rank : axis;
}

/** The axes that are named, counted from the front, ascending. */
export function toAxes(name: string, axes: Axes, rank: number): number[] {
  if (axes === null || axes === undefined) {
    return Array.from({ length: rank }, (_, axis) => axis);
  }
  const list = typeof axes === "number" ? [axes] : axes;
  checkArray(`compute ${name}`, list, "an axis or an array of axes");
  // Copied: `map` and `filter` skip holes.
  const counted = [...list].map((axis) => toAxis(name, axis, rank));
  if (new Set(counted).size < counted.length) {
    throw new ValueError(
      `Cannot compute ${name}: expected each axis once, received axes ${
        show(list)
      }`,
    );
  }
  return counted.sort((a, b) => a - b);
}

/**
 * A copy of a shape.
 *
 * @throws {ShapeError} if its sizes are no integers, 0 or more.
 */
export function toShape(name: string, shape: readonly number[]): Shape {
  if (!isShape(shape)) {
    throw new ShapeError(
      `Cannot compute ${name}: expected a shape of integers, 0 or more, received ${
        received(shape)
      }`,
      { expected: "integers, 0 or more", actual: shape },
    );
  }
  return [...shape];
}

/** Whether it is an array of sizes whose product is still an exact integer. */
function isShape(shape: unknown): shape is Shape {
  if (!Array.isArray(shape)) return false;
  let size = 1;
  // By index: array methods skip holes.
  for (let axis = 0; axis < shape.length; axis++) {
    if (!Number.isSafeInteger(shape[axis]) || shape[axis] < 0) return false;
    size *= shape[axis];
  }
  return Number.isSafeInteger(size);
}

/**
 * A copy of integers, one for each axis of a tensor.
 *
 * @throws {ShapeError} if they are none, or not as many.
 */
export function toIntegers(
  name: string,
  argument: string,
  numbers: readonly number[],
  like: Shape,
): readonly number[] {
  const whole = Array.isArray(numbers) && numbers.length === like.length &&
    [...numbers].every((number) => Number.isSafeInteger(number));
  if (whole) return [...numbers];
  throw new ShapeError(
    `Cannot compute ${name}: expected ${argument} to be an integer for each axis of ${
      show(like)
    }, received ${received(numbers)}`,
    { expected: like, actual: numbers },
  );
}

/** A shape in which -1, allowed once, stands for what is left of `size` elements. */
export function inferShape(
  name: string,
  from: Shape,
  to: readonly number[],
): Shape {
  if (!Array.isArray(to)) toShape(name, to);
  const size = sizeOf(from);
  // Copied: `map` and `filter` skip holes.
  const known = [...to].filter((length) => length !== -1);
  toShape(name, known);
  const rest = size / sizeOf(known);
  const open = to.length - known.length;
  const fits = open === 0
    ? sizeOf(known) === size
    : open === 1 && Number.isInteger(rest);
  if (!fits) {
    throw new ShapeError(
      `Cannot compute ${name}: expected a shape of ${size} elements like ${
        show(from)
      }${open > 1 ? " with at most one -1" : ""}, received ${show(to)}`,
      { expected: from, actual: to },
    );
  }
  return to.map((length) => length === -1 ? rest : length);
}
