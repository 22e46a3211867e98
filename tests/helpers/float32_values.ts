/** What float32 arithmetic may answer, step by step as IEEE 754 rounds: the oracle for special values. */

import type { Expr } from "../../backends/expr.ts";
import { BINARY, UNARY } from "../../backends/reference/functions.ts";

/** Functions that IEEE 754 rounds correctly; of others the last bits are free. */
const EXACT = new Set<string>([
  ...["neg", "abs", "sign", "floor", "ceil", "round", "sqrt"],
  ...[
    "add",
    "sub",
    "mul",
    "div",
    "maximum",
    "minimum",
    "greater",
    "greaterEqual",
    "equal",
  ],
]);
/** Relative error of a function that is not. */
const LOOSE = 2 ** -21;
/** Below it a device may have 0 in a number's place. */
const LEAST_NORMAL = 2 ** -126;

/** How a device differs from IEEE 754 where it is allowed to. */
export interface Allowed {
  /** Whether numbers below 2^-126 may be 0. */
  readonly flushes: boolean;
}

/** All answers that are right: more than one where rounding or the sign of 0 is free. */
export function answersTo(
  expr: Expr,
  inputs: readonly number[],
  allowed: Allowed,
): number[] {
  const known = new Map<Expr, number[]>();
  const visit = (e: Expr): number[] => {
    const found = known.get(e);
    if (found) return found;
    const answers = distinct(stepsTo(e).flatMap((x) => near(e, x)));
    known.set(e, answers);
    return answers;
  };
  const stepsTo = (e: Expr): number[] => {
    if (e.fn === "input") return [inputs[e.index]];
    if (e.fn === "constant") return [e.value];
    if (e.fn === "where") {
      return visit(e.args[0]).flatMap((c) => visit(e.args[c !== 0 ? 1 : 2]));
    }
    if (e.args.length === 1) {
      if (isWave(e.fn) && widthOf(visit(e.args[0])) > 1) return [-1, 1];
      return visit(e.args[0]).map(UNARY[e.fn as keyof typeof UNARY]);
    }
    const f = BINARY[e.fn as keyof typeof BINARY];
    // The same operand twice has the same value twice.
    const [a, b] = e.args;
    if (a === b) return visit(a).map((x) => f(x, x));
    return visit(a).flatMap((x) => visit(b).map((y) => f(x, y)));
  };
  const near = (e: Expr, value: number): number[] => {
    const x = Math.fround(value);
    const spread = EXACT.has(e.fn) || "index" in e || "value" in e ? 0 : LOOSE;
    const around = spread === 0
      ? [x]
      : [x, Math.fround(x * (1 - spread)), Math.fround(x * (1 + spread))];
    const signless = ["maximum", "minimum", "sign", "pow"].includes(e.fn) ||
      spread > 0;
    return around.flatMap((y) => {
      if (y === 0 && signless) return [0, -0];
      const isSmall = y !== 0 && Math.abs(y) < LEAST_NORMAL;
      return isSmall && allowed.flushes ? [y, Math.sign(y) * 0] : [y];
    });
  };
  return visit(expr);
}

function isWave(fn: string): boolean {
  return fn === "sin" || fn === "cos";
}

/** How far finite values lie apart. */
function widthOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  return Math.max(...finite) - Math.min(...finite);
}

/** Each once; 0 and -0 are two, which a set takes for one. */
function distinct(values: readonly number[]): number[] {
  return values.filter((value, i) =>
    values.findIndex((other) => Object.is(other, value)) === i
  );
}

/** Whether an answer is one of these or between finite ones, to a few roundings. */
export function isAmong(actual: number, answers: readonly number[]): boolean {
  if (answers.some((one) => one === actual)) return true;
  if (Number.isNaN(actual)) return answers.some(Number.isNaN);
  const finite = answers.filter(Number.isFinite);
  if (finite.length === 0 || !Number.isFinite(actual)) return false;
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  const slack = 2 ** -22 * Math.max(Math.abs(least), Math.abs(most)) +
    2 ** -148;
  return actual >= least - slack && actual <= most + slack;
}
