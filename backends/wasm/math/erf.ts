/** The error function of four floats. */

import { ERF_FAR, ERF_NEAR } from "../../approximations.ts";
import { f32x4, v128, type Value } from "../assembler/mod.ts";
import { expInRange } from "./exp.ts";
import type { LaneCode } from "./lanes.ts";

const SWITCH = 0.925;
/** From here on the result rounds to 1. */
const SATURATED = 4;

/** erf x. */
export function erf(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const square = code.keep(f32x4.mul(x, x));
  const small = code.madd(x, code.polynomial(square, ERF_NEAR), x);

  const size = code.keep(f32x4.abs(x));
  const near = code.keep(f32x4.pmin(size, code.float(SATURATED)));
  const exponent = code.madd(near, code.polynomial(near, ERF_FAR), near);
  const large = f32x4.sub(code.float(1), expInRange(code, f32x4.neg(exponent)));
  return v128.bitselect(
    small,
    v128.or(large, code.signOf(x)),
    f32x4.lt(size, code.float(SWITCH)),
  );
}
