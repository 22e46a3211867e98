/** Arithmetic of slopes. A literal 0 means that nothing changes: it drops out of sums and makes a product 0. */

import { constant, type Expr } from "../backends/expr.ts";
import * as f from "./formula.ts";
import { isConstant, type Term } from "./formula.ts";

/** The slope of what does not change. */
export const STILL: Expr = constant(0);

/** Whether a slope says that nothing changes. */
export function isStill(slope: Term): boolean {
  return isConstant(slope, 0) || isConstant(slope, -0);
}

/** The product of a slope and factors; 0 if one of them is the literal 0, whatever the others are. */
export function times(slope: Term, ...factors: Term[]): Expr {
  return [slope, ...factors].some(isStill) ? STILL : f.mul(slope, ...factors);
}

/** The slope of a sum. */
export function plus(a: Expr, b: Expr): Expr {
  return isStill(a) ? b : isStill(b) ? a : f.add(a, b);
}

/** The slope of a difference. */
export function minus(a: Expr, b: Expr): Expr {
  return isStill(b) ? a : isStill(a) ? f.neg(b) : f.sub(a, b);
}

/** A slope divided by a number. */
export function over(slope: Expr, divisor: Term): Expr {
  return isStill(slope) ? STILL : f.div(slope, divisor);
}

/** A cotangent times a partial derivative; a branch that is not taken stays out, infinite or not. */
export function pulledBack(cotangent: Expr, partial: Expr): Expr {
  if (partial.fn !== "where") return times(partial, cotangent);
  const [condition, a, b] = partial.args;
  return f.where(
    condition,
    pulledBack(cotangent, a),
    pulledBack(cotangent, b),
  );
}
