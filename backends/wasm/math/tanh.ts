/**
 * The hyperbolic tangent of four floats:
 *
 *     x + x^3 p(x^2) for |x| < 0.625        sign(x) (1 - 2 / (e^(2 |x|) + 1)) elsewhere
 *
 * where p is a minimax polynomial, relative to tanh, to 4.5e-9.
 */

import { f32x4, v128, type Value } from "../assembler/mod.ts";
import { expInRange } from "./exp.ts";
import type { LaneCode } from "./lanes.ts";

const P = [
  -0.33333280682563782,
  0.13331405818462372,
  -0.053736515343189240,
  0.020628167316317558,
  -0.0056922961957752705,
];
const SWITCH = 0.625;
/** From here on the result rounds to 1. */
const SATURATED = 10;

/** tanh x. */
export function tanh(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const square = code.keep(f32x4.mul(x, x));
  const cube = f32x4.mul(x, square);
  const small = code.madd(cube, code.polynomial(square, P), x);

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
