/** A vocabulary in which expressions read like formulas; what changes no value, special ones included, is left out. */

import {
  binary,
  type BinaryFn,
  constant,
  type Expr,
  input,
  select as selectExpr,
  unary,
} from "../backends/expr.ts";
import { checkArray, checkNumeric } from "../config/arguments.ts";
import { checkExpression } from "./expression.ts";
import { checkOperandCount } from "./ops/arguments.ts";

/** What cannot be done if a term is none. */
const ACTION = "write a formula";

/** An expression or a literal. */
export type Term = Expr | number;

/** The first input. */
export const x: Expr = input(0);
/** The second input. */
export const y: Expr = input(1);

function expr(term: Term): Expr {
  if (typeof term === "number") return constant(term);
  checkExpression(ACTION, term);
  return term;
}

/** Refuses arguments that nobody would read. */
function only(args: ArrayLike<unknown>, count: number): void {
  checkOperandCount(ACTION, args, count);
}

/** Whether a term is this literal; 0 is not -0. */
export function isConstant(term: Term, value: number): boolean {
  only(arguments, 2);
  const e = expr(term);
  return e.fn === "constant" && Object.is(e.value, value);
}

function of(fn: BinaryFn, a: Term, b: Term): Expr {
  return binary(fn, expr(a), expr(b));
}

// Infinity and NaN times 0 are NaN, and -0 plus 0 is 0: only -0 is nothing in a sum, only 1 in a product.

/** `a + b + ...`. */
export function add(first: Term, ...rest: Term[]): Expr {
  return rest.reduce<Expr>(
    (a, b) =>
      isConstant(a, -0) ? expr(b) : isConstant(b, -0) ? a : of("add", a, b),
    expr(first),
  );
}

/** `a - b`. */
export function sub(a: Term, b: Term): Expr {
  only(arguments, 2);
  if (isConstant(b, 0)) return expr(a);
  return isConstant(a, -0) ? neg(b) : of("sub", a, b);
}

/** `a b ...`. */
export function mul(first: Term, ...rest: Term[]): Expr {
  return rest.reduce<Expr>(
    (a, b) =>
      isConstant(a, 1) ? expr(b) : isConstant(b, 1) ? a : of("mul", a, b),
    expr(first),
  );
}

/** `a / b`. */
export function div(a: Term, b: Term): Expr {
  only(arguments, 2);
  return isConstant(b, 1) ? expr(a) : of("div", a, b);
}

/** `-a`. */
export function neg(a: Term): Expr {
  only(arguments, 1);
  const e = expr(a);
  return e.fn === "constant" ? constant(-e.value) : unary("neg", e);
}

/** `condition ? a : b`. */
export function select(condition: Term, a: Term, b: Term): Expr {
  only(arguments, 3);
  const [c, p, q] = [condition, a, b].map(expr);
  const same = p === q ||
    (p.fn === "constant" && isConstant(q, p.value));
  return same ? p : selectExpr(c, p, q);
}

/** `a` to the power `b`. */
export function pow(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("pow", a, b);
}
/** The larger of two. */
export function max(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("max", a, b);
}
/** The smaller of two. */
export function min(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("min", a, b);
}
/** 1 where `a > b`, else 0. */
export function gt(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("gt", a, b);
}
/** 1 where `a >= b`, else 0. */
export function ge(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("ge", a, b);
}
/** 1 where `a = b`, else 0. */
export function eq(a: Term, b: Term): Expr {
  only(arguments, 2);
  return of("eq", a, b);
}
/** 1 where `a` is 0, else 0. */
export function not(a: Term): Expr {
  only(arguments, 1);
  return eq(a, 0);
}
/** The absolute value. */
export function abs(a: Term): Expr {
  only(arguments, 1);
  return unary("abs", expr(a));
}
/** -1, 0 or 1. */
export function sign(a: Term): Expr {
  only(arguments, 1);
  return unary("sign", expr(a));
}
/** The square root. */
export function sqrt(a: Term): Expr {
  only(arguments, 1);
  return unary("sqrt", expr(a));
}
/** e to the power `a`. */
export function exp(a: Term): Expr {
  only(arguments, 1);
  return unary("exp", expr(a));
}
/** `exp(a) - 1`, exact near 0. */
export function expm1(a: Term): Expr {
  only(arguments, 1);
  return unary("expm1", expr(a));
}
/** The natural logarithm. */
export function log(a: Term): Expr {
  only(arguments, 1);
  return unary("log", expr(a));
}
/** `log(1 + a)`, exact near 0. */
export function log1p(a: Term): Expr {
  only(arguments, 1);
  return unary("log1p", expr(a));
}
/** The hyperbolic tangent. */
export function tanh(a: Term): Expr {
  only(arguments, 1);
  return unary("tanh", expr(a));
}
/** The error function. */
export function erf(a: Term): Expr {
  only(arguments, 1);
  return unary("erf", expr(a));
}
/** `a^2`. */
export function square(a: Term): Expr {
  only(arguments, 1);
  return mul(a, a);
}
// Both sides of 0 without overflow, and each is smooth: rules of calculus find the derivatives of any order, at 0 too.

/** `1 / (1 + exp(-a))`, also where `exp(-a)` overflows. */
export function sigmoid(a: Term): Expr {
  only(arguments, 1);
  const isAbove = ge(a, 0);
  const e = exp(select(isAbove, neg(a), a));
  return div(select(isAbove, 1, e), add(1, e));
}
/** `log(1 + exp(a))` without overflow. */
export function softplus(a: Term): Expr {
  only(arguments, 1);
  const isAbove = ge(a, 0);
  const e = exp(select(isAbove, neg(a), a));
  return add(select(isAbove, a, 0), log1p(e));
}
/** `c0 + a (c1 + a (c2 + ...))`, from the highest coefficient down. */
export function polynomial(a: Term, highestFirst: readonly number[]): Expr {
  only(arguments, 2);
  checkArray(ACTION, highestFirst, "an array of coefficients");
  const [first, ...rest] = [...highestFirst];
  for (const c of [first, ...rest]) checkNumeric(ACTION, "a coefficient", c);
  return rest.reduce<Expr>((p, c) => add(mul(p, a), c), constant(first));
}
