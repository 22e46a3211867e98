/** Sine and cosine of four floats: with n = round(2 x / pi), r = x - n pi / 2 is found in float64. */

import { COS, SIN } from "../../approximations.ts";
import {
  f32x4,
  f64x2,
  i32x4,
  type Local,
  v128,
  type Value,
} from "../assembler/mod.ts";
import type { LaneCode } from "./lanes.ts";

/** Adding 1.5 * 2^52 rounds to a whole number, which is then in the low bits. */
const MAGIC = 1.5 * 2 ** 52;
/** pi / 2 in two parts: products of the first with whole numbers below 2^21 are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_LOW = 6.077100506506192e-11;
/** Beyond this n may have more bits. */
const LIMIT = 2 ** 20;

/** sin x; `exact` is called for lanes beyond 2^20. */
export function sin(
  code: LaneCode,
  x: Local<"v128">,
  exact: Value<"v128">,
): Value<"v128"> {
  return ofQuarter(code, x, { first: 0, exact });
}

/** cos x = sin(x + pi / 2); `exact` is called for lanes beyond 2^20. */
export function cos(
  code: LaneCode,
  x: Local<"v128">,
  exact: Value<"v128">,
): Value<"v128"> {
  return ofQuarter(code, x, { first: 1, exact });
}

function ofQuarter(
  code: LaneCode,
  x: Local<"v128">,
  { first, exact }: { first: 0 | 1; exact: Value<"v128"> },
): Value<"v128"> {
  const low = reduceHalf(code, f64x2.promoteLowF32x4(x));
  const upper = f32x4.shuffle(x, x, [2, 3, 2, 3]);
  const high = reduceHalf(code, f64x2.promoteLowF32x4(upper));
  const r = code.keep(f32x4.shuffle(low.rest, high.rest, [0, 1, 4, 5]));
  // The low words of the doubles.
  const turns = i32x4.shuffle(low.rounded, high.rounded, [0, 2, 4, 6]);
  const quarter = code.keep(i32x4.add(turns, code.int(first)));

  const z = code.keep(f32x4.mul(r, r));
  // -0 has its sign back, which the sum took.
  const sine = v128.or(
    code.madd(f32x4.mul(r, z), code.polynomial(z, SIN), r),
    code.signOf(r),
  );
  const fourth = f32x4.mul(z, z);
  const cosine = code.madd(
    fourth,
    code.polynomial(z, COS),
    code.madd(z, -0.5, 1),
  );
  const isOdd = i32x4.eq(v128.and(quarter, code.int(1)), code.int(1));
  const size = v128.bitselect(cosine, sine, isOdd);
  const sign = i32x4.shl(v128.and(quarter, code.int(2)), 30);
  const result = code.keep(v128.xor(size, sign));

  const isSmall = code.keep(f32x4.le(f32x4.abs(x), code.float(LIMIT)));
  code.f.if(v128.anyTrue(v128.not(isSmall)), () => {
    code.f.set(result, v128.bitselect(result, exact, isSmall));
  });
  return result;
}

/** For two doubles: n in the low bits of a number, and r as floats in the first two lanes. */
function reduceHalf(
  code: LaneCode,
  doubles: Value<"v128">,
): { rounded: Local<"v128">; rest: Value<"v128"> } {
  const x = code.keep(doubles);
  const turns = f64x2.mul(x, code.double(2 / Math.PI));
  const rounded = code.keep(f64x2.add(turns, code.double(MAGIC)));
  const n = code.keep(f64x2.sub(rounded, code.double(MAGIC)));
  const near = f64x2.sub(x, f64x2.mul(n, code.double(HALF_PI_HIGH)));
  const rest = f64x2.sub(near, f64x2.mul(n, code.double(HALF_PI_LOW)));
  return { rounded, rest: f32x4.demoteF64x2Zero(rest) };
}
