/** The scalar functions of expressions, in float64. */

import type { BinaryFn, UnaryFn } from "../expr.ts";
import { erf } from "./erf.ts";

/** The functions of one operand. */
export const UNARY: Readonly<Record<UnaryFn, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfToEven,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  erf,
  float16,
};

/** The functions of two operands. */
export const BINARY: Readonly<
  Record<BinaryFn, (a: number, b: number) => number>
> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow,
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => a > b ? 1 : 0,
  greaterEqual: (a, b) => a >= b ? 1 : 0,
  equal: (a, b) => a === b ? 1 : 0,
};

/** As IEEE 754 has it, other than `Math.pow`: 1 to any power is 1, and so is -1 to an infinite one. */
function pow(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Infinity) return 1;
  return Math.pow(base, exponent);
}

/** From here on every float64 is a whole number. */
const WHOLE = 2 ** 52;

/** From here on the nearest is infinite. */
const TOO_LARGE = 65520;
/** Below it float16 has no exponents: all its numbers are multiples of one. */
const LEAST_NORMAL = 2 ** -14;

/** The nearest float16, halves to even. */
function float16(x: number): number {
  const size = Math.abs(x);
  if (!(size < TOO_LARGE)) return x / 0;
  const step = 2 ** Math.floor(Math.log2(Math.max(size, LEAST_NORMAL)));
  return step / 1024 * roundHalfToEven(x / step * 1024);
}

function roundHalfToEven(x: number): number {
  // Adding WHOLE leaves no room for a fraction, and IEEE 754 rounds halves to even.
  const size = Math.abs(x);
  if (!(size < WHOLE)) return x;
  const rounded = size + WHOLE - WHOLE;
  return x < 0 || Object.is(x, -0) ? -rounded : rounded;
}
