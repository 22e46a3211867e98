/**
 * Exponentials: with n = round(x / ln 2) and r = x - n ln 2,
 *
 *     e^x = 2^n (1 + e(r))        e^x - 1 = 2^n ((1 - 2^-n) + e(r))        e(r) = e^r - 1 = r + r^2 q(r)
 *
 * where q is a minimax polynomial on |r| <= ln(2) / 2, relative to e, to 1.4e-8. A device's own function may be wrong
 * by 2 |x| units in the last place.
 */

import { floatLiteral, polynomial } from "./float.ts";
import type { Library } from "./library.ts";

const Q = [
  0.49999997019767761,
  0.16666546463966370,
  0.041667435318231583,
  0.0083662616088986397,
  0.0013870657421648502,
];
/** ln 2 in two parts: products of the first with whole numbers below 2^9 are exact. */
export const LN2_HIGH = 0.693145751953125;
/** The rest of ln 2. */
export const LN2_LOW = Math.LN2 - LN2_HIGH;

/** `expOf` and `expm1Of`. */
export const EXP: Library = {
  restOfExp: {
    code: `fn restOfExp(r: f32) -> f32 {
  return (r * r) * ${polynomial("r", Q)} + r;
}`,
  },
  reduceExp: {
    code: `fn reduceExp(x: f32, n: f32) -> f32 {
  return (x - n * ${floatLiteral(LN2_HIGH)}) - n * ${floatLiteral(LN2_LOW)};
}`,
  },
  // In two steps, of which only the last can overflow or lose bits.
  scaleOf: {
    uses: ["powerOfTwo"],
    code: `fn scaleOf(y: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return (y * powerOfTwo(half)) * powerOfTwo(n - half);
}`,
  },
  expOf: {
    uses: ["isNan", "reduceExp", "restOfExp", "scaleOf"],
    code: `fn expOf(value: f32) -> f32 {
  if (isNan(value)) { return value; }
  let x = clamp(value, -105.0, 90.0);
  let n = round(x * ${floatLiteral(Math.LOG2E)});
  return scaleOf(restOfExp(reduceExp(x, n)) + 1.0, i32(n));
}`,
  },
  expm1Of: {
    uses: ["isNan", "reduceExp", "restOfExp", "scaleOf", "powerOfTwo"],
    code: `fn expm1Of(value: f32) -> f32 {
  if (isNan(value)) { return value; }
  let x = clamp(value, -20.0, 90.0);
  let n = round(x * ${floatLiteral(Math.LOG2E)});
  let inverse = powerOfTwo(-min(i32(n), 126));
  return scaleOf((1.0 - inverse) + restOfExp(reduceExp(x, n)), i32(n));
}`,
  },
};
