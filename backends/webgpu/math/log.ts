/** Logarithms. */

import { LN2_HIGH, LN2_LOW, LOG as CUBIC } from "../../approximations.ts";
import { floatLiteral, polynomial } from "./float.ts";
import type { Library } from "./library.ts";

/** `logOf` and `log1pOf`; `exponentOf` gives e, with which `mantissaOf` gives 1 + f. */
export const LOG: Library = {
  exponentOf: {
    code: `fn exponentOf(x: f32) -> i32 {
  return (bitcast<i32>(x) - 0x3f3504f3) >> 23u;
}`,
  },
  mantissaOf: {
    code: `fn mantissaOf(x: f32, e: i32) -> f32 {
  return bitcast<f32>(bitcast<i32>(x) - (e << 23u));
}`,
  },
  // Numbers below 2^-126 have no leading bit: they are made from their bits.
  normalOf: {
    code: `fn normalOf(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (bits >= 0x800000u) { return x; }
  return f32(bits) * ${floatLiteral(2 ** -126)};
}`,
  },
  logOfParts: {
    uses: ["exponentOf", "mantissaOf"],
    code: `fn logOfParts(x: f32, shift: i32, correction: f32) -> f32 {
  let power = exponentOf(x);
  let f = mantissaOf(x, power) - 1.0;
  let e = f32(power - shift);
  let square = f * f;
  let cubic = (square * f) * ${polynomial("f", CUBIC)} + correction;
  let small = square * -0.5 + (e * ${floatLiteral(LN2_LOW)} + cubic);
  return e * ${floatLiteral(LN2_HIGH)} + (f + small);
}`,
  },
  specialLog: {
    uses: ["bitsOf"],
    code: `fn specialLog(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (bits == 0x7f800000u) { return x; }
  if ((bits & 0x7fffffffu) == 0u) { return bitsOf(0xff800000u); }
  return bitsOf(0x7fc00000u);
}`,
  },
  logOf: {
    uses: ["logOfParts", "specialLog", "normalOf"],
    code: `fn logOf(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  if (bits == 0u || bits >= 0x7f800000u) { return specialLog(x); }
  return logOfParts(normalOf(x), select(0, 23, bits < 0x800000u), 0.0);
}`,
  },
  // What rounding took from the sum (Knuth's two-sum) comes back as the first term of the series.
  log1pOf: {
    uses: ["logOfParts", "specialLog", "rounded"],
    code: `fn log1pOf(x: f32) -> f32 {
  if (abs(x) < ${floatLiteral(2 ** -25)}) { return x; }
  let sum = rounded(x + 1.0);
  let bits = bitcast<u32>(sum);
  if (bits == 0u || bits >= 0x7f800000u) { return specialLog(sum); }
  let added = rounded(sum - 1.0);
  let lost = (1.0 - rounded(sum - added)) + (x - added);
  return logOfParts(sum, 0, lost / sum);
}`,
  },
};
