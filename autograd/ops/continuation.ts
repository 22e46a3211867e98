/** How images go on beyond their borders, where places are numbers that only the device knows. */

import type { Expr } from "../../backends/expr.ts";
import {
  add,
  clip,
  div,
  floor,
  greaterEqual,
  less,
  logicalAnd,
  minimum,
  mul,
  sub,
  x,
  y,
} from "../formula.ts";
import type { Tensor } from "../tensor.ts";
import { elementwise } from "./elementwise_op.ts";
import type { FillMode } from "./options.ts";

// Of `x`, the number of a cell, and `y`, how many there are.
const LAST = sub(y, 1);
const NEAREST = clip(x, 0, LAST);
const TWICE = mul(2, y);
const REFLECTED = modulo(x, TWICE);
const CELLS: Readonly<Record<FillMode, Expr>> = {
  constant: NEAREST,
  nearest: NEAREST,
  reflect: clip(minimum(REFLECTED, sub(sub(TWICE, 1), REFLECTED)), 0, LAST),
  wrap: clip(modulo(x, y), 0, LAST),
};
const INSIDE = logicalAnd(greaterEqual(x, 0), less(x, y));

/** The names of what may lie around an image. */
export const FILL_MODES = Object.keys(CELLS) as readonly FillMode[];

/** The remainder of integers; by a half off, so that no rounding of the quotient reaches an integer. */
function modulo(a: Expr, b: Expr): Expr {
  return sub(a, mul(b, floor(div(add(a, 0.5), b))));
}

/** The cells of an axis that stand for cells which may lie outside; and whether they lie inside, where that matters. */
export function continued(
  cells: Tensor,
  size: number,
  fillMode: FillMode,
): { at: Tensor; isInside: Tensor | null } {
  return {
    at: elementwise(CELLS[fillMode], [cells, size]),
    isInside: fillMode === "constant"
      ? elementwise(INSIDE, [cells, size])
      : null,
  };
}
