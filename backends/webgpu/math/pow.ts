/**
 * Powers: x^y = e^(y log x), with log x and its product with y in two floats, as an error of the exponent is a
 * relative error of the power. With s = f / (2 + f), log(1 + f) = 2 s + 2 s^3 / 3 + 2 s^5 / 5 + ...
 *
 * Factors are cut to 12 bits where their products have to be exact, so that it does not matter whether the device
 * rounds between a multiplication and an addition.
 */

import { LN2_HIGH, LN2_LOW } from "../../approximations.ts";
import { floatLiteral, polynomial } from "./float.ts";
import type { Library } from "./library.ts";

const SERIES = [2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11];

/** `powOf`. */
export const POW: Library = {
  // log x in two floats, the first of 12 bits, for x > 0.
  twoFloatLog: {
    uses: ["exponentOf", "mantissaOf", "normalOf", "upperHalf", "rounded"],
    code: `fn twoFloatLog(value: f32) -> vec2f {
  let x = normalOf(value);
  let power = exponentOf(x);
  let m = mantissaOf(x, power);
  let e = f32(power - select(0, 23, bitcast<u32>(value) < 0x800000u));
  let f = m - 1.0;
  let g = rounded(m + 1.0);
  let lost = m - rounded(g - 1.0);
  let s = upperHalf(f / g);
  let upper = upperHalf(g);
  let rest = ((f - s * upper) - s * (g - upper)) - s * lost;
  let low = rest / g;
  let t = s + low;
  let z = t * t;
  let tail = low * 2.0 + (t * z) * ${polynomial("z", SERIES)};
  let high = e * ${floatLiteral(LN2_HIGH)};
  let sum = rounded(high + 2.0 * s);
  let small = (2.0 * s - rounded(sum - high)) + (e * ${
      floatLiteral(LN2_LOW)
    } + tail);
  let first = upperHalf(sum + small);
  return vec2f(first, (sum - first) + small);
}`,
  },
  positivePow: {
    uses: [
      ...["twoFloatLog", "upperHalf", "restOfExp", "scaleOf", "bitsOf"],
      "reduceExp",
    ],
    code: `fn positivePow(x: f32, y: f32) -> f32 {
  let logarithm = twoFloatLog(x);
  let estimate = y * (logarithm.x + logarithm.y);
  if (estimate > 90.0) { return bitsOf(0x7f800000u); }
  if (estimate < -105.0) { return 0.0; }
  let upper = upperHalf(y);
  let high = upper * logarithm.x;
  let low = (y - upper) * logarithm.x + y * logarithm.y;
  let n = round((high + low) * ${floatLiteral(Math.LOG2E)});
  let r = reduceExp(high, n) + low;
  return scaleOf(restOfExp(r) + 1.0, i32(n));
}`,
  },
  powOf: {
    uses: ["isNan", "bitsOf", "positivePow"],
    code: `fn powOf(x: f32, y: f32) -> f32 {
  let xBits = bitcast<u32>(x);
  // 1 to any power is 1, NaN too, and so is any number to the power 0.
  if (xBits == 0x3f800000u || (y == 0.0 && !isNan(y))) { return 1.0; }
  if (isNan(x)) { return x; }
  if (isNan(y)) { return y; }
  // As where the exponent is known beforehand.
  if (y == 2.0) { return x * x; }
  let sizeBits = xBits & 0x7fffffffu;
  let size = bitcast<f32>(sizeBits);
  if ((bitcast<u32>(y) & 0x7fffffffu) == 0x7f800000u) {
    if (sizeBits == 0x3f800000u) { return 1.0; }
    return select(0.0, abs(y), (size > 1.0) == (y > 0.0));
  }
  let isWhole = floor(y) == y;
  let isOdd = isWhole && abs(y) < 16777216.0 && (i32(y) & 1) == 1;
  let isNegative = bitcast<u32>(x) >= 0x80000000u;
  var result = 0.0;
  if (sizeBits == 0u || sizeBits == 0x7f800000u) {
    if ((sizeBits == 0u) == (y < 0.0)) { result = bitsOf(0x7f800000u); }
  } else if (isNegative && !isWhole) {
    return bitsOf(0x7fc00000u);
  } else {
    result = positivePow(size, y);
  }
  return select(result, -result, isNegative && isOdd);
}`,
  },
};
