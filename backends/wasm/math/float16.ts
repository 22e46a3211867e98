/** Four floats rounded to float16. */

import { f32x4, v128, type Value } from "../assembler/mod.ts";
import type { LaneCode } from "./lanes.ts";

/** Above it the nearest is infinite. */
const TOO_LARGE = 65536;
/** Below it float16 has no exponents: all its numbers are multiples of one. */
const LEAST_NORMAL = 2 ** -14;
/** Bits that float32 has beyond it. */
const BITS = 13;

/** The nearest float16, halves to even. */
export function float16(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const size = f32x4.pmin(f32x4.abs(x), code.float(2 * TOO_LARGE));
  const near = code.keep(size);
  // The power of two below it; beside 2^13 times that, float32 has no more bits for it than float16.
  const power = f32x4.pmax(
    v128.and(near, code.float(Infinity)),
    code.float(LEAST_NORMAL),
  );
  const large = code.keep(f32x4.mul(power, code.float(2 ** BITS)));
  const rounded = code.keep(f32x4.sub(f32x4.add(near, large), large));
  const isLarge = f32x4.ge(rounded, code.float(TOO_LARGE));
  const finite = v128.bitselect(code.float(Infinity), rounded, isLarge);
  return v128.or(finite, code.signOf(x));
}
