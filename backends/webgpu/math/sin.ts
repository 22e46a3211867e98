/**
 * Sine and cosine. 2 x / pi is found in whole numbers with 62 bits behind the point, from as much of 2 / pi as the
 * exponent of x asks for (Payne, Hanek: Radian Reduction for Trigonometric Functions, 1983).
 */

import { COS, SIN as SINE } from "../../approximations.ts";
import { floatLiteral, polynomial } from "./float.ts";
import type { Library } from "./library.ts";

/** The bits of 2 / pi with two before the point, and a word of zeros before them. */
const TWO_OVER_PI = [
  ...[0, 0x28be60db, 0x9391054a, 0x7f09d5f4, 0x7d4d3770, 0x36d8a566],
  ...[0x4f10e410, 0x7f9458ea],
];
const HALF_PI = Math.fround(Math.PI / 2);
const HALF_PI_LOW = Math.PI / 2 - HALF_PI;

/** `sinOf` and `cosOf`. */
export const SIN: Library = {
  highWord: {
    code: `fn highWord(a: u32, b: u32) -> u32 {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let middle = ah * bl + ((al * bl) >> 16u);
  let other = al * bh + (middle & 0xffffu);
  return ah * bh + (middle >> 16u) + (other >> 16u);
}`,
  },
  wordOfTwoOverPi: {
    code: `fn wordOfTwoOverPi(i: u32) -> u32 {
  switch i {
${
      TWO_OVER_PI.map((word, i) => `    case ${i}u: { return ${word}u; }`)
        .join("\n")
    }
    default: { return 0u; }
  }
}`,
  },
  // The word of 2 / pi that starts `shift` bits behind the start of word `i`.
  shiftedWord: {
    uses: ["wordOfTwoOverPi"],
    code: `fn shiftedWord(i: u32, shift: u32) -> u32 {
  let first = wordOfTwoOverPi(i);
  if (shift == 0u) { return first; }
  return (first << shift) | (wordOfTwoOverPi(i + 1u) >> (32u - shift));
}`,
  },
  // r and n.
  quarterOf: {
    uses: ["highWord", "shiftedWord", "upperHalf"],
    code: `struct Quarter { r: f32, n: u32 }
fn quarterOf(x: f32) -> Quarter {
  let size = abs(x);
  if (size <= ${floatLiteral(Math.PI / 4)}) { return Quarter(x, 0u); }
  let bits = bitcast<u32>(size);
  let e = (bits >> 23u) - 126u;
  let m = (bits << 8u) | 0x80000000u;
  let high = shiftedWord(e >> 5u, e & 31u);
  let middle = shiftedWord((e >> 5u) + 1u, e & 31u);
  let low = shiftedWord((e >> 5u) + 2u, e & 31u);
  var below = m * middle;
  let carried = below + highWord(m, low);
  var above = m * high + highWord(m, middle) + select(0u, 1u, carried < below);
  below = carried;
  var n = above >> 30u;
  above &= 0x3fffffffu;
  var isNegative = false;
  if (above >= 0x20000000u) {
    n += 1u;
    isNegative = true;
    below = ~below + 1u;
    above = 0x3fffffffu - above + select(0u, 1u, below == 0u);
  }
  var scale = ${floatLiteral(2 ** -30)};
  if (above == 0u) {
    above = below;
    below = 0u;
    scale *= ${floatLiteral(2 ** -32)};
  }
  let shift = countLeadingZeros(above);
  if (shift > 0u && shift < 32u) {
    above = (above << shift) | (below >> (32u - shift));
    scale *= bitcast<f32>((127u - shift) << 23u);
  }
  let first = f32(above & 0xfffff000u);
  let rest = f32(above & 0xfffu);
  let r = first * ${floatLiteral(HALF_PI)} +
    (first * ${floatLiteral(HALF_PI_LOW)} + rest * ${floatLiteral(HALF_PI)});
  let turned = select(r, -r, isNegative != (x < 0.0)) * scale;
  return Quarter(turned, select(n, 4u - n, x < 0.0) & 3u);
}`,
  },
  waveOf: {
    uses: ["quarterOf", "bitsOf"],
    code: `fn waveOf(x: f32, start: u32) -> f32 {
  if ((bitcast<u32>(x) & 0x7fffffffu) >= 0x7f800000u) {
    return bitsOf(0x7fc00000u);
  }
  let reduced = quarterOf(x);
  let r = reduced.r;
  let n = reduced.n + start;
  let z = r * r;
  let sine = (r * z) * ${polynomial("z", SINE)} + r;
  let cosine = (z * z) * ${polynomial("z", COS)} + (z * -0.5 + 1.0);
  let size = select(sine, cosine, (n & 1u) == 1u);
  return select(size, -size, (n & 2u) == 2u);
}`,
  },
  sinOf: {
    uses: ["waveOf"],
    code: `fn sinOf(x: f32) -> f32 { return waveOf(x, 0u); }`,
  },
  cosOf: {
    uses: ["waveOf"],
    code: `fn cosOf(x: f32) -> f32 { return waveOf(x, 1u); }`,
  },
};
