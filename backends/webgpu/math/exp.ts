/** Exponentials. A device's own function may be wrong by 2 |x| units in the last place. */

import { EXP as REST, LN2_HIGH, LN2_LOW } from "../../approximations.ts";
import { floatLiteral, polynomial } from "./float.ts";
import type { Library } from "./library.ts";

/** `expOf` and `expm1Of`. */
export const EXP: Library = {
  restOfExp: {
    code: `fn restOfExp(r: f32) -> f32 {
  return (r * r) * ${polynomial("r", REST)} + r;
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
