/** The hyperbolic tangent of four floats. */

import { TANH } from "../../approximations.ts";
import { f32x4, v128, type Value } from "../assembler/mod.ts";
import { expInRange } from "./exp.ts";
import type { LaneCode } from "./lanes.ts";

const SWITCH = 0.625;
/** From here on the result rounds to 1. */
const SATURATED = 10;

/** tanh x. */
export function tanh(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const square = code.keep(f32x4.mul(x, x));
  const cube = f32x4.mul(x, square);
  const small = code.madd(cube, code.polynomial(square, TANH), x);

  const size = code.keep(f32x4.abs(x));
  const twice = f32x4.mul(
    f32x4.pmin(size, code.float(SATURATED)),
    code.float(2),
  );
  const e = expInRange(code, twice);
  const one = code.float(1);
  const large = f32x4.sub(one, f32x4.div(code.float(2), f32x4.add(e, one)));
  // Of -0 too, to which a product and a sum have given the other sign.
  return v128.or(
    v128.bitselect(small, large, f32x4.lt(size, code.float(SWITCH))),
    code.signOf(x),
  );
}
