/** Logarithms of four floats. */

import { LN2_HIGH, LN2_LOW, LOG } from "../../approximations.ts";
import { f32x4, i32x4, v128, type Value } from "../assembler/mod.ts";
import type { LaneCode, Lanes } from "./lanes.ts";

const ROOT_HALF_BITS = 0x3f3504f3;
const LEAST_NORMAL = 2 ** -126;

/** log x: -Infinity at 0, NaN below. */
export function log(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const isSmall = code.keep(f32x4.lt(x, code.float(LEAST_NORMAL)));
  const normal = v128.bitselect(f32x4.mul(x, code.float(2 ** 23)), x, isSmall);
  const shift = v128.and(isSmall, code.int(23));
  return logOf(code, x, { normal, shift, correction: 0 });
}

/** log(1 + x), as exact near 0 as elsewhere. */
export function log1p(code: LaneCode, value: Value<"v128">): Value<"v128"> {
  const x = code.keep(value);
  const one = code.float(1);
  const sum = code.keep(f32x4.add(x, one));
  // What rounding took from the sum (Knuth's two-sum) comes back as the first term of the series.
  const added = code.keep(f32x4.sub(sum, one));
  const lost = f32x4.add(
    f32x4.sub(one, f32x4.sub(sum, added)),
    f32x4.sub(x, added),
  );
  const y = logOf(code, sum, {
    normal: sum,
    shift: code.int(0),
    correction: f32x4.div(lost, sum),
  });
  // -0 has its sign back, which the sum took.
  return v128.or(y, code.signOf(x));
}

/** log x = log(normal 2^-shift) + correction, and what it is where x is not a positive number. */
function logOf(
  code: LaneCode,
  x: Value<"v128">,
  { normal, shift, correction }: {
    normal: Value<"v128">;
    shift: Value<"v128">;
    correction: Lanes;
  },
): Value<"v128"> {
  const bits = code.keep(normal);
  const power = code.keep(
    i32x4.shrS(i32x4.sub(bits, code.int(ROOT_HALF_BITS)), 23),
  );
  const mantissa = i32x4.sub(bits, i32x4.shl(power, 23));
  const e = code.keep(f32x4.convertI32x4S(i32x4.sub(power, shift)));
  const f = code.keep(f32x4.sub(mantissa, code.float(1)));
  const square = code.keep(f32x4.mul(f, f));
  const cubic = f32x4.mul(f32x4.mul(square, f), code.polynomial(f, LOG));
  // The small terms first, so that the large ones round once.
  const corrected = correction === 0 ? cubic : f32x4.add(cubic, correction);
  const small = code.madd(square, -0.5, code.madd(e, LN2_LOW, corrected));
  const result = code.madd(e, LN2_HIGH, f32x4.add(f, small));

  const zero = code.float(0);
  const special = v128.bitselect(
    code.float(-Infinity),
    v128.bitselect(x, code.float(NaN), f32x4.gt(x, zero)),
    f32x4.eq(x, zero),
  );
  const isOrdinary = v128.and(
    f32x4.gt(x, zero),
    f32x4.lt(x, code.float(Infinity)),
  );
  return v128.bitselect(result, special, isOrdinary);
}
