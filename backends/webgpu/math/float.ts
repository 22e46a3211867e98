/** Numbers in WGSL, and the functions that ask what kind of number one is. */

import type { Library } from "./library.ts";

/** A number as an expression of type f32. WGSL has no literals for NaN and infinities. */
export function floatLiteral(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return "bitsOf(0x7fc00000u)";
  if (float === Infinity) return "bitsOf(0x7f800000u)";
  if (float === -Infinity) return "bitsOf(0xff800000u)";
  if (Math.abs(float) < 2 ** -126 && float !== 0) {
    const bits = new Uint32Array(Float32Array.of(float).buffer)[0];
    return `bitsOf(${bits}u)`;
  }
  const digits = Object.is(float, -0) ? "-0" : `${float}`;
  return `f32(${
    digits.includes("e") ? digits : `${digits}.0`.replace(/(\..*)\.0$/, "$1")
  })`;
}

/** A float as the word with the same bits. */
export function floatToWord(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0];
}

/** `coefficients[0] + coefficients[1] x + ...`, by Horner's rule. */
export function polynomial(
  x: string,
  coefficients: readonly number[],
): string {
  return coefficients.slice(0, -1).reduceRight(
    (sum, coefficient) => `(${sum} * ${x} + ${floatLiteral(coefficient)})`,
    floatLiteral(coefficients[coefficients.length - 1]),
  );
}

/**
 * What the others are built from. Devices may assume that there are no NaNs where they compare, so that NaNs are
 * told by their bits; and a function with an argument is not evaluated by the compiler, which would not allow one.
 */
export const FLOAT: Library = {
  bitsOf: {
    code: `fn bitsOf(bits: u32) -> f32 { return bitcast<f32>(bits); }`,
  },
  isNan: {
    code: `fn isNan(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u;
}`,
  },
  isTrue: {
    code: `fn isTrue(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7fffffffu) != 0u;
}`,
  },
  withSign: {
    code: `fn withSign(size: f32, sign: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(size) & 0x7fffffffu) |
    (bitcast<u32>(sign) & 0x80000000u));
}`,
  },
  // Compilers take (a + b) - a for b. They cannot know that a number's bits stay the same here, unless it is a NaN.
  rounded: {
    code: `fn rounded(x: f32) -> f32 {
  return bitcast<f32>(min(bitcast<u32>(x), 0xff800000u));
}`,
  },
  // The same number, which compilers cannot know as `nothing` is a parameter that happens to be 0.
  unknown: {
    code: `fn unknown(x: f32, nothing: u32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) | nothing);
}`,
  },
  // And once more, as compilers see that two of the first are equal.
  another: {
    code: `fn another(x: f32, nothing: u32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) ^ nothing);
}`,
  },
  upperHalf: {
    code: `fn upperHalf(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x) & 0xfffff000u);
}`,
  },
  powerOfTwo: {
    code:
      `fn powerOfTwo(n: i32) -> f32 { return bitcast<f32>((n + 127) << 23u); }`,
  },
  signOf: {
    uses: ["isNan"],
    code: `fn signOf(x: f32) -> f32 {
  if (isNan(x) || x == 0.0) { return x; }
  return select(1.0, -1.0, x < 0.0);
}`,
  },
  // Beside 2^13 times the power of two below it, float32 has no more bits for a number than float16. By itself a device
  // may round to float16 in another way, and what is too large to the largest.
  float16Of: {
    uses: ["bitsOf", "isNan", "rounded", "withSign"],
    code: `fn float16Of(x: f32) -> f32 {
  let size = bitcast<u32>(x) & 0x7fffffffu;
  if (isNan(x)) { return x; }
  if (size >= 0x477ff000u) { return withSign(bitsOf(0x7f800000u), x); }
  let power = max(bitcast<f32>(size & 0x7f800000u), 0x1p-14f);
  return withSign(rounded(bitcast<f32>(size) + 8192.0 * power) - 8192.0 * power, x);
}`,
  },
  maxOf: {
    uses: ["isNan"],
    code: `fn maxOf(a: f32, b: f32) -> f32 {
  if (isNan(a)) { return a; }
  if (isNan(b)) { return b; }
  return max(a, b);
}`,
  },
  minOf: {
    uses: ["isNan"],
    code: `fn minOf(a: f32, b: f32) -> f32 {
  if (isNan(a)) { return a; }
  if (isNan(b)) { return b; }
  return min(a, b);
}`,
  },
};
