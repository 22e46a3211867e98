/** The derivatives of expressions, by rule: calculus on one page. */

import { constant, type Expr, unary } from "../backends/expr.ts";
import {
  abs,
  add,
  div,
  exp,
  greater,
  greaterEqual,
  log,
  mul,
  neg,
  pow,
  sign,
  square,
  sub,
  where,
} from "./formula.ts";
import { isStill, minus, over, plus, STILL, times } from "./slope.ts";

type Fn = Exclude<Expr["fn"], "input" | "constant">;

/** The derivative of `e`, given its operands and their derivatives. */
type Rule = (
  e: Expr,
  args: readonly Expr[],
  slopes: readonly Expr[],
) => Expr;

/** From here on e^-x^2 is 0, in float64 too, and x^2 may overflow. */
const FAR = 32;
/** Above it, powers with small exponents are finite, and so are their first derivatives. */
const NEAR_ZERO = 2 ** -30;

/**
 * One rule per function. Steps have derivative zero. At a tie `max` and `min` take the first operand's side, and what a
 * branch leaves out does not count, not even as zero times infinity.
 */
const RULES: Record<Fn, Rule> = {
  neg: (_, _args, [da]) => neg(da),
  abs: (_, [a], [da]) => times(da, sign(a)),
  sign: () => STILL,
  floor: () => STILL,
  ceil: () => STILL,
  round: () => STILL,
  sqrt: (e, _args, [da]) => times(da, div(0.5, e)),
  exp: (e, _args, [da]) => times(da, e),
  expm1: (_, [a], [da]) => times(da, exp(a)),
  log: (_, [a], [da]) => over(da, a),
  log1p: (_, [a], [da]) => over(da, add(1, a)),
  sin: (_, [a], [da]) => times(da, unary("cos", a)),
  cos: (_, [a], [da]) => times(da, neg(unary("sin", a))),
  tanh: (e, _args, [da]) => times(da, sub(1, square(e))),
  erf: (_, [a], [da]) => times(da, 2 / Math.sqrt(Math.PI), bell(a)),
  // Rounding to what can be stored is no step: the numbers that it stands for move on.
  float16: (_, _args, [da]) => da,
  add: (_, _args, [da, db]) => plus(da, db),
  sub: (_, _args, [da, db]) => minus(da, db),
  mul: (_, [a, b], [da, db]) => plus(times(da, b), times(db, a)),
  div: (e, [, b], [da, db]) => minus(over(da, b), times(db, div(e, b))),
  // x^0 is 1 for every x, so its slope is 0 even where x^-1 is infinite; log x counts only where x > 0.
  pow: (e, [a, b], [da, db]) =>
    plus(
      times(
        da,
        where(
          where(greater(abs(a), NEAR_ZERO), 1, b),
          mul(b, pow(a, sub(b, 1))),
          0,
        ),
      ),
      times(db, where(greater(a, 0), mul(e, log(a)), 0)),
    ),
  maximum: (_, [a, b], [da, db]) => where(greaterEqual(a, b), da, db),
  minimum: (_, [a, b], [da, db]) => where(greaterEqual(b, a), da, db),
  greater: () => STILL,
  greaterEqual: () => STILL,
  equal: () => STILL,
  where: (_, [condition], [, da, db]) => where(condition, da, db),
};

/** e^-a^2. */
function bell(a: Expr): Expr {
  return where(greaterEqual(abs(a), FAR), 0, exp(neg(square(a))));
}

/** The derivative of an expression with respect to input `index`. */
export function differentiate(expr: Expr, index: number): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (e: Expr): Expr => {
    if (e.fn === "input") return constant(e.index === index ? 1 : 0);
    if (e.fn === "constant") return STILL;
    const known = done.get(e);
    if (known) return known;
    const slopes = e.args.map(visit);
    const result = slopes.every(isStill)
      ? STILL
      : RULES[e.fn](e, e.args, slopes);
    done.set(e, result);
    return result;
  };
  return visit(expr);
}
