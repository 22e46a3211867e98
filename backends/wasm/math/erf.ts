/**
 * The error function of four floats:
 *
 *     x + x p(x^2) for |x| < 0.92        sign(x) (1 - e^-(|x| + |x| q(|x|))) elsewhere
 *
 * where p and q are minimax polynomials, relative to erf, to 1.8e-8 and 3e-9.
 */

import { f32x4, v128, type Value } from "../assembler/mod.ts";
import { expInRange } from "./exp.ts";
import type { LaneCode } from "./lanes.ts";

const P = [
  0.12837915122509003,
  -0.37612488865852356,
  0.11281730234622955,
  -0.026762917637825012,
  0.0049872584640979767,
  -0.00059590174350887537,
];
const Q = [
  0.12851442396640778,
  0.63571810722351074,
  0.10526210814714432,
  -0.022890126332640648,
  0.0032150030601769686,
  -0.00021399024990387261,
];
const SWITCH = 0.925;
/** From here on the result rounds to 1. */
const SATURATED = 4;

/** erf x. */
export function erf(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const square = code.keep(f32x4.mul(x, x));
  const small = code.madd(x, code.polynomial(square, P), x);

  const size = code.keep(f32x4.abs(x));
  const near = code.keep(f32x4.pmin(size, code.float(SATURATED)));
  const exponent = code.madd(near, code.polynomial(near, Q), near);
  const large = f32x4.sub(code.float(1), expInRange(code, f32x4.neg(exponent)));
  return v128.bitselect(
    small,
    v128.or(large, code.signOf(x)),
    f32x4.lt(size, code.float(SWITCH)),
  );
}
