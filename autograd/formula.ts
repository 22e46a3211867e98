/**
 * A vocabulary in which expressions read like formulas: the elementwise ops by their names, on expressions instead of
 * tensors. Operations that change no value, special ones included, are left out.
 */

import {
  binary,
  constant,
  type Expr,
  input as inputExpr,
  unary,
  where as whereExpr,
} from "../backends/expr.ts";
import { checkArray, checkNumeric } from "../config/options.ts";
import { checkExpression } from "./expression.ts";
import { checkOperandCount, toCount } from "./ops/arguments.ts";

/** What cannot be done if a term is none. */
const ACTION = "write a formula";

/** An expression or a literal. */
export type Term = Expr | number;
/** A formula of one term. */
export type UnaryFormula = (a: Term) => Expr;
/** A formula of two terms. */
export type BinaryFormula = (a: Term, b: Term) => Expr;
/** A formula of three terms. */
export type TernaryFormula = (a: Term, b: Term, c: Term) => Expr;

/**
 * Input `index`: the elements of the tensor at that place.
 *
 * @throws {ValueError} if `index` is not an integer, 0 or more.
 */
export function input(index: number): Expr {
  only(arguments, 1);
  return inputExpr(toCount(ACTION, "the number of an input", index));
}

/** The first input. */
export const x: Expr = inputExpr(0);
/** The second input. */
export const y: Expr = inputExpr(1);

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

/** A function of as many terms as `of` takes expressions; it refuses what is no term, and arguments behind the last. */
function formula(of: (...terms: Expr[]) => Expr): (...terms: Term[]) => Expr {
  const places = Array.from({ length: of.length }, (_, place) => place);
  return (...terms) => {
    only(terms, places.length);
    return of(...places.map((place) => expr(terms[place])));
  };
}

// Infinity and NaN times 0 are NaN, and -0 plus 0 is 0: only -0 is nothing in a sum, only 1 in a product.

/** `a + b + ...`. */
export function add(first: Term, ...rest: Term[]): Expr {
  return rest.map(expr).reduce(
    (a, b) =>
      isConstant(a, -0) ? b : isConstant(b, -0) ? a : binary("add", a, b),
    expr(first),
  );
}

/** `a b ...`. */
export function mul(first: Term, ...rest: Term[]): Expr {
  return rest.map(expr).reduce(
    (a, b) => isConstant(a, 1) ? b : isConstant(b, 1) ? a : binary("mul", a, b),
    expr(first),
  );
}

/** `-a`. */
export const neg: UnaryFormula = formula((a) =>
  a.fn === "constant" ? constant(-a.value) : unary("neg", a)
);
/** `a - b`. */
export const sub: BinaryFormula = formula((a, b) =>
  isConstant(b, 0) ? a : isConstant(a, -0) ? neg(b) : binary("sub", a, b)
);
/** `a / b`. */
export const div: BinaryFormula = formula((a, b) =>
  isConstant(b, 1) ? a : binary("div", a, b)
);
/** `a` to the power `b`. */
export const pow: BinaryFormula = formula((a, b) => binary("pow", a, b));
/** The larger of two. */
export const maximum: BinaryFormula = formula((a, b) =>
  binary("maximum", a, b)
);
/** The smaller of two. */
export const minimum: BinaryFormula = formula((a, b) =>
  binary("minimum", a, b)
);

/** 1 where `a > b`, else 0. */
export const greater: BinaryFormula = formula((a, b) =>
  binary("greater", a, b)
);
/** 1 where `a >= b`, else 0. */
export const greaterEqual: BinaryFormula = formula((a, b) =>
  binary("greaterEqual", a, b)
);
/** 1 where `a < b`, else 0. */
export const less: BinaryFormula = formula((a, b) => greater(b, a));
/** 1 where `a <= b`, else 0. */
export const lessEqual: BinaryFormula = formula((a, b) => greaterEqual(b, a));
/** 1 where `a = b`, else 0. */
export const equal: BinaryFormula = formula((a, b) => binary("equal", a, b));
/** 0 where `a = b`, else 1. */
export const notEqual: BinaryFormula = formula((a, b) =>
  logicalNot(equal(a, b))
);
/** 1 where `a` is 0, else 0. */
export const logicalNot: UnaryFormula = formula((a) => equal(a, 0));
/** 1 where neither is 0, else 0. */
export const logicalAnd: BinaryFormula = formula((a, b) =>
  mul(notEqual(a, 0), notEqual(b, 0))
);
/** 0 where both are 0, else 1. */
export const logicalOr: BinaryFormula = formula((a, b) =>
  maximum(notEqual(a, 0), notEqual(b, 0))
);
/** 1 where one of them is 0 and the other is not, else 0. */
export const logicalXor: BinaryFormula = formula((a, b) =>
  notEqual(notEqual(a, 0), notEqual(b, 0))
);
/** 1 where `a` is NaN, else 0. */
export const isNaN: UnaryFormula = formula((a) => notEqual(a, a));
/** 1 where `a` is neither infinite nor NaN, else 0. */
export const isFinite: UnaryFormula = formula((a) => less(abs(a), Infinity));

/** `b` where `a` is not 0, else `c`. */
export const where: TernaryFormula = formula((a, b, c) =>
  b === c || (b.fn === "constant" && isConstant(c, b.value))
    ? b
    : whereExpr(a, b, c)
);
/** `a` held between `b` below and `c` above. */
export const clip: TernaryFormula = formula((a, b, c) =>
  minimum(maximum(a, b), c)
);

/** The absolute value. */
export const abs: UnaryFormula = formula((a) => unary("abs", a));
/** -1, 0 or 1. */
export const sign: UnaryFormula = formula((a) => unary("sign", a));
/** The largest integer not above. */
export const floor: UnaryFormula = formula((a) => unary("floor", a));
/** The smallest integer not below. */
export const ceil: UnaryFormula = formula((a) => unary("ceil", a));
/** The nearest integer, halves to the even one. */
export const round: UnaryFormula = formula((a) => unary("round", a));
/** The square root. */
export const sqrt: UnaryFormula = formula((a) => unary("sqrt", a));
/** `1 / sqrt(a)`. */
export const rsqrt: UnaryFormula = formula((a) => div(1, sqrt(a)));
/** `a * a`. */
export const square: UnaryFormula = formula((a) => mul(a, a));
/** `1 / a`. */
export const reciprocal: UnaryFormula = formula((a) => div(1, a));
/** e to the power `a`. */
export const exp: UnaryFormula = formula((a) => unary("exp", a));
/** `exp(a) - 1`, exact near 0. */
export const expm1: UnaryFormula = formula((a) => unary("expm1", a));
/** The natural logarithm. */
export const log: UnaryFormula = formula((a) => unary("log", a));
/** `log(1 + a)`, exact near 0. */
export const log1p: UnaryFormula = formula((a) => unary("log1p", a));
/** The sine. */
export const sin: UnaryFormula = formula((a) => unary("sin", a));
/** The cosine. */
export const cos: UnaryFormula = formula((a) => unary("cos", a));
/** The hyperbolic tangent. */
export const tanh: UnaryFormula = formula((a) => unary("tanh", a));
/** The error function. */
export const erf: UnaryFormula = formula((a) => unary("erf", a));
/** `max(a, 0)`. */
export const relu: UnaryFormula = formula((a) => maximum(a, 0));

// Both sides of 0 without overflow, and each is smooth: rules of calculus find the derivatives of any order, at 0 too.

/** `1 / (1 + exp(-a))`, also where `exp(-a)` overflows. */
export const sigmoid: UnaryFormula = formula((a) => {
  const isAbove = greaterEqual(a, 0);
  const e = exp(where(isAbove, neg(a), a));
  return div(where(isAbove, 1, e), add(1, e));
});
/** `log(1 + exp(a))` without overflow. */
export const softplus: UnaryFormula = formula((a) => {
  const isAbove = greaterEqual(a, 0);
  const e = exp(where(isAbove, neg(a), a));
  return add(where(isAbove, a, 0), log1p(e));
});

/** `c0 + a (c1 + a (c2 + ...))`, from the highest coefficient down. */
export function polynomial(a: Term, highestFirst: readonly number[]): Expr {
  only(arguments, 2);
  checkArray(ACTION, highestFirst, "an array of coefficients");
  const [first, ...rest] = [...highestFirst];
  for (const c of [first, ...rest]) checkNumeric(ACTION, "a coefficient", c);
  return rest.reduce<Expr>((p, c) => add(mul(p, a), c), constant(first));
}
