/** Powers of four floats, where `Math.pow` and IEEE 754 are not of one mind. */

import { f32x4, v128, type Value } from "../assembler/mod.ts";
import type { LaneCode } from "./lanes.ts";

/** `exact`, which `Math.pow` gave, but 1 where a power of 1 is taken, or an infinite one of -1. */
export function powOf(
  code: LaneCode,
  base: Value<"v128">,
  exponent: Value<"v128">,
  exact: Value<"v128">,
): Value<"v128"> {
  const one = code.float(1);
  const isInfinite = f32x4.eq(f32x4.abs(exponent), code.float(Infinity));
  const isOne = v128.or(
    f32x4.eq(base, one),
    v128.and(f32x4.eq(base, code.float(-1)), isInfinite),
  );
  return v128.bitselect(one, exact, isOne);
}
