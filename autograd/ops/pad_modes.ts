/** Padding with a tensor's own elements: looked up, axis by axis, where its continuation has them. */

import { quote, ShapeError, ValueError } from "../../config/errors.ts";
import { Tensor } from "../tensor.ts";
import { show } from "./axes.ts";
import type { PadMode } from "./options.ts";
import { reshape } from "./reshape.ts";
import { take } from "./take.ts";

/** The element of an axis of `size` elements that its continuation has at a place, which may lie outside. */
const PLACES: Readonly<Record<PadMode, (at: number, size: number) => number>> =
  {
    edge: (at, size) => Math.min(Math.max(at, 0), size - 1),
    // The border's element is there once, so a period is two elements shorter.
    reflect: (at, size) => {
      const last = size - 1;
      return last - Math.abs(last - modulo(at, Math.max(1, 2 * last)));
    },
    symmetric: (at, size) => {
      const place = modulo(at, 2 * size);
      return Math.min(place, 2 * size - 1 - place);
    },
    wrap: modulo,
  };

/**
 * Refuses what is no mode.
 *
 * @throws {ValueError} if it is none.
 */
export function checkPadMode(mode: string): void {
  if (Object.hasOwn(PLACES, mode)) return;
  const names = Object.keys(PLACES).map((name) => `"${name}"`).join(", ");
  throw new ValueError(
    `Cannot compute pad: expected a number or one of ${names}, received ${
      quote(mode)
    }`,
  );
}

/** The remainder that has the sign of the divisor. */
function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/**
 * The tensor with `[before, after]` of its own elements added on each axis.
 *
 * @throws {ShapeError} if there are none on an axis that is to become longer.
 */
export function padWithOwn(
  x: Tensor,
  widths: readonly (readonly [number, number])[],
  mode: PadMode,
): Tensor {
  return widths.reduce((x, [before, after], axis) => {
    if (before === 0 && after === 0) return x;
    const size = x.shape[axis];
    if (size === 0) {
      const expected = "elements on each axis that becomes longer";
      throw new ShapeError(
        `Cannot compute pad: expected ${expected} by "${mode}", received ${
          show(x.shape)
        }`,
        { expected, actual: x.shape },
      );
    }
    const length = before + size + after;
    const places = Float64Array.from(
      { length },
      (_, i) => PLACES[mode](i - before, size),
    );
    const indices = Tensor.from(x.backend, places, [length]);
    return take(x, indices, { axis });
  }, reshape(x, x.shape));
}
