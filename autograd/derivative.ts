/** The derivatives of expressions, by rule: calculus on one page. */

import { constant, type Expr, unary } from "../backends/expr.ts";
import {
  add,
  div,
  exp,
  ge,
  gt,
  isConstant,
  log,
  mul,
  neg,
  pow,
  select,
  sign,
  square,
  sub,
} from "./formula.ts";

type Fn = Exclude<Expr["fn"], "input" | "constant">;

/** The derivative of `e`, given its operands and their derivatives. */
type Rule = (
  e: Expr,
  args: readonly Expr[],
  slopes: readonly Expr[],
) => Expr;

const ZERO = constant(0);

/**
 * One rule a function. Steps have derivative zero. At a tie `max` and `min` take the first operand's side, and what a
 * branch leaves out does not count, not even as zero times infinity.
 */
const RULES: Record<Fn, Rule> = {
  neg: (_, _args, [da]) => neg(da),
  abs: (_, [a], [da]) => mul(da, sign(a)),
  sign: () => ZERO,
  floor: () => ZERO,
  ceil: () => ZERO,
  round: () => ZERO,
  sqrt: (e, _args, [da]) => mul(da, div(0.5, e)),
  exp: (e, _args, [da]) => mul(da, e),
  expm1: (_, [a], [da]) => mul(da, exp(a)),
  log: (_, [a], [da]) => div(da, a),
  log1p: (_, [a], [da]) => div(da, add(1, a)),
  sin: (_, [a], [da]) => mul(da, unary("cos", a)),
  cos: (_, [a], [da]) => mul(da, neg(unary("sin", a))),
  tanh: (e, _args, [da]) => mul(da, sub(1, square(e))),
  erf: (_, [a], [da]) => mul(da, 2 / Math.sqrt(Math.PI), exp(neg(square(a)))),
  add: (_, _args, [da, db]) => add(da, db),
  sub: (_, _args, [da, db]) => sub(da, db),
  mul: (_, [a, b], [da, db]) => add(mul(da, b), mul(a, db)),
  div: (e, [, b], [da, db]) => sub(div(da, b), mul(db, div(e, b))),
  // x^0 is 1 for every x, so its slope is 0 even where x^-1 is infinite; log x counts only where x > 0.
  pow: (e, [a, b], [da, db]) =>
    add(
      mul(da, select(b, mul(b, pow(a, sub(b, 1))), 0)),
      mul(db, select(gt(a, 0), mul(e, log(a)), 0)),
    ),
  max: (_, [a, b], [da, db]) => select(ge(a, b), da, db),
  min: (_, [a, b], [da, db]) => select(ge(b, a), da, db),
  gt: () => ZERO,
  ge: () => ZERO,
  eq: () => ZERO,
  select: (_, [condition], [, da, db]) => select(condition, da, db),
};

/** The derivative of an expression with respect to input `index`. */
export function differentiate(expr: Expr, index: number): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (e: Expr): Expr => {
    if (e.fn === "input") return constant(e.index === index ? 1 : 0);
    if (e.fn === "constant") return ZERO;
    const known = done.get(e);
    if (known) return known;
    const slopes = e.args.map(visit);
    const still = slopes.every((slope) => isConstant(slope, 0));
    const result = still ? ZERO : RULES[e.fn](e, e.args, slopes);
    done.set(e, result);
    return result;
  };
  return visit(expr);
}
