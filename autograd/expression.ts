/** Expressions as users may write them by hand: checked once each, before a kernel is made of them. */

import type { Expr } from "../backends/expr.ts";
import { quote } from "../config/errors.ts";

/** How many operands a function has. */
const OPERANDS: Record<Exclude<Expr["fn"], "input" | "constant">, number> = {
  neg: 1,
  abs: 1,
  sign: 1,
  floor: 1,
  ceil: 1,
  round: 1,
  sqrt: 1,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  sin: 1,
  cos: 1,
  tanh: 1,
  erf: 1,
  float16: 1,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  pow: 2,
  maximum: 2,
  minimum: 2,
  greater: 2,
  greaterEqual: 2,
  equal: 2,
  where: 3,
};

const checked = new WeakSet<object>();

/**
 * Refuses what is no expression, at any depth.
 *
 * @throws {TypeError} if it is none.
 */
export function checkExpression(
  action: string,
  value: unknown,
): asserts value is Expr {
  if (typeof value === "object" && value !== null) {
    if (checked.has(value)) return;
    if (isLeaf(value) || hasOperands(action, value)) {
      checked.add(value);
      return;
    }
  }
  throw new TypeError(
    `Cannot ${action}: expected an expression as formula makes them, received ${
      quote(value)
    }`,
  );
}

function isLeaf(value: object): boolean {
  const { fn, index, value: literal } = value as Record<string, unknown>;
  if (fn === "constant") return typeof literal === "number";
  return fn === "input" && Number.isSafeInteger(index) && Number(index) >= 0;
}

function hasOperands(action: string, value: object): boolean {
  const { fn, args } = value as Record<string, unknown>;
  const isKnown = typeof fn === "string" && Object.hasOwn(OPERANDS, fn) &&
    Array.isArray(args) &&
    args.length === OPERANDS[fn as keyof typeof OPERANDS];
  if (!isKnown) return false;
  for (let i = 0; i < args.length; i++) checkExpression(action, args[i]);
  return true;
}
