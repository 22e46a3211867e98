/** Exponentials of four floats. */

import { EXP, LN2_HIGH, LN2_LOW } from "../../approximations.ts";
import {
  f32x4,
  i32x4,
  type Local,
  v128,
  type Value,
} from "../assembler/mod.ts";
import type { LaneCode } from "./lanes.ts";

/**
 * Adding 1.5 * 2^23 rounds to a whole number n, which is then in the low bits; with twice the bias of an exponent added, halves
 * of it are exponents as they lie in a float.
 */
const BIAS = 127, MAGIC = 1.5 * 2 ** 23 + 2 * BIAS;
const MAGIC_BITS = 0x4b400000 + 2 * BIAS;
/** Bits behind an exponent. */
const FRACTION = 23;

/** MAGIC + n, and e(r). */
interface Parts {
  readonly rounded: Local<"v128">;
  readonly rest: Local<"v128">;
}

/** e^x: infinite above 88.7, exact to the last bit or two down to the smallest numbers below 0. */
export function exp(code: LaneCode, x: Value<"v128">): Value<"v128"> {
  const { rounded, rest } = split(code, clamp(code, x, [-105, 90]));
  return scale(code, rounded, (power) => code.madd(rest, power, power));
}

/** e^x for -80 < x < 80. */
export function expInRange(code: LaneCode, x: Value<"v128">): Value<"v128"> {
  const { rounded, rest } = split(code, x);
  const power = i32x4.shl(i32x4.sub(rounded, code.int(BIAS)), FRACTION);
  return f32x4.mul(f32x4.add(rest, code.float(1)), power);
}

/** e^x - 1, as exact near 0 as elsewhere. */
export function expm1(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const { rounded, rest } = split(code, clamp(code, x, [-20, 90]));
  const power = i32x4.sub(rounded, code.int(MAGIC_BITS));
  // Beyond 2^126 the one that is subtracted has long been rounded away.
  const inverse = code.powerOfTwo(i32x4.neg(i32x4.minS(power, code.int(126))));
  const sum = f32x4.add(f32x4.sub(code.float(1), inverse), rest);
  // -0 has its sign back, which the sum took.
  const result = scale(code, rounded, (power) => f32x4.mul(sum, power));
  return v128.or(result, code.signOf(x));
}

/** x within bounds; NaN stays, as pmin and pmax give their first operand where it is NaN. */
function clamp(
  code: LaneCode,
  x: Value<"v128">,
  [low, high]: readonly [number, number],
): Value<"v128"> {
  return f32x4.pmax(f32x4.pmin(x, code.float(high)), code.float(low));
}

function split(code: LaneCode, clamped: Value<"v128">): Parts {
  const x = code.keep(clamped);
  const rounded = code.keep(code.madd(x, Math.LOG2E, MAGIC));
  const n = code.keep(f32x4.sub(rounded, code.float(MAGIC)));
  const r = code.keep(code.madd(n, -LN2_LOW, code.madd(n, -LN2_HIGH, x)));
  const rest = code.madd(f32x4.mul(r, r), code.polynomial(r, EXP), r);
  return { rounded, rest: code.keep(rest) };
}

/** A number times 2 to the n, in two steps of which only the last can overflow or lose bits; `begin` takes the first. */
function scale(
  code: LaneCode,
  rounded: Local<"v128">,
  begin: (power: Local<"v128">) => Value<"v128">,
): Value<"v128"> {
  const half = code.keep(i32x4.shrS(rounded, 1));
  const power = code.keep(i32x4.shl(half, FRACTION));
  const rest = i32x4.shl(i32x4.sub(rounded, half), FRACTION);
  return f32x4.mul(begin(power), rest);
}
