/** Scalar expressions as data: the language of elementwise work. */

/**
 * Scalar functions of one operand; `round` rounds halves to even, `sign` of 0 is 0, `float16` is the nearest number that
 * float16 holds.
 *
 * @category Formulas
 */
export type UnaryFn =
  | "neg"
  | "abs"
  | "sign"
  | "floor"
  | "ceil"
  | "round"
  | "sqrt"
  | "exp"
  | "expm1"
  | "log"
  | "log1p"
  | "sin"
  | "cos"
  | "tanh"
  | "erf"
  | "float16";

/**
 * Scalar functions of two operands; comparisons give 0 or 1, `max` and `min` propagate NaN.
 * @category Formulas
 */
export type BinaryFn =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "maximum"
  | "minimum"
  | "greater"
  | "greaterEqual"
  | "equal";

/**
 * A scalar expression over the inputs of a kernel; subexpressions may be shared.
 * @category Formulas
 */
export type Expr =
  | { readonly fn: "input"; readonly index: number }
  | { readonly fn: "constant"; readonly value: number }
  | { readonly fn: UnaryFn; readonly args: readonly [Expr] }
  | { readonly fn: BinaryFn; readonly args: readonly [Expr, Expr] }
  /** `args[0] != 0 ? args[1] : args[2]`; the branch not taken has no effect, NaN or not. */
  | { readonly fn: "where"; readonly args: readonly [Expr, Expr, Expr] };

/** The value of input `index` at the current element. */
export function input(index: number): Expr {
  return { fn: "input", index };
}

/** Input 0 as it is; the one object, since expressions are told apart by what they are only if they are not the same. */
export const ITSELF: Expr = input(0);

/** A literal. */
export function constant(value: number): Expr {
  return { fn: "constant", value };
}

/** A function of one operand. */
export function unary(fn: UnaryFn, x: Expr): Expr {
  return { fn, args: [x] };
}

/** A function of two operands. */
export function binary(fn: BinaryFn, a: Expr, b: Expr): Expr {
  return { fn, args: [a, b] };
}

/** `condition != 0 ? a : b`. */
export function where(condition: Expr, a: Expr, b: Expr): Expr {
  return { fn: "where", args: [condition, a, b] };
}

/** The operands of an expression, none for an input or a constant. */
export function argsOf(expr: Expr): readonly Expr[] {
  return "args" in expr ? expr.args : [];
}

/** Rebuilds an expression with every input replaced; what is shared stays shared. */
export function substitute(
  expr: Expr,
  replace: (index: number) => Expr,
  done: Map<Expr, Expr> = new Map(),
): Expr {
  const known = done.get(expr);
  if (known) return known;
  let result: Expr = expr;
  if (expr.fn === "input") result = replace(expr.index);
  else if ("args" in expr) {
    const args = expr.args.map((arg) => substitute(arg, replace, done));
    result = { fn: expr.fn, args } as unknown as Expr;
  }
  done.set(expr, result);
  return result;
}

/** The indices of the inputs that expressions mention, ascending. */
export function inputsOf(...exprs: Expr[]): number[] {
  const seen = new Set<Expr>(), indices = new Set<number>();
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    if (expr.fn === "input") indices.add(expr.index);
    argsOf(expr).forEach(visit);
  };
  exprs.forEach(visit);
  return [...indices].sort((a, b) => a - b);
}
