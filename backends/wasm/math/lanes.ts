/** What functions of four floats are written with. */

import {
  type Arg,
  f32x4,
  type FunctionBuilder,
  i32x4,
  type Local,
  v128,
  type Value,
} from "../assembler/mod.ts";

/** Four floats, or one for all lanes. */
export type Lanes = Arg<"v128">;

/** Code that computes with four floats at once. */
export class LaneCode {
  /** Where the code goes. */
  readonly f: FunctionBuilder;
  readonly #hasRelaxedMadd: boolean;

  /** Adds code to `f`; with relaxed SIMD it may multiply and add in one instruction. */
  constructor(f: FunctionBuilder, hasRelaxedMadd: boolean) {
    this.f = f;
    this.#hasRelaxedMadd = hasRelaxedMadd;
  }

  /** Computes a value once, for several uses. */
  keep(value: Value<"v128">): Local<"v128"> {
    return this.f.local("v128", value);
  }

  /** `a * b + c`, rounded once or twice. */
  madd(a: Lanes, b: Lanes, c: Lanes): Value<"v128"> {
    return this.#hasRelaxedMadd
      ? f32x4.relaxedMadd(a, b, c)
      : f32x4.add(f32x4.mul(a, b), c);
  }

  /** `coefficients[0] + coefficients[1] x + ...`, by Horner's rule. */
  polynomial(
    x: Local<"v128">,
    coefficients: readonly number[],
  ): Value<"v128"> {
    return coefficients.slice(0, -1).reduceRight<Lanes>(
      (sum, coefficient) => this.madd(sum, x, coefficient),
      coefficients[coefficients.length - 1],
    ) as Value<"v128">;
  }
}

/** Only the signs of `x`, on zeros. */
export function signOf(x: Lanes): Value<"v128"> {
  return v128.and(x, f32x4.const(-0, -0, -0, -0));
}

/** 2 to whole powers from -126 to 127. */
export function powerOfTwo(exponent: Value<"v128">): Value<"v128"> {
  return i32x4.shl(i32x4.add(exponent, 127), 23);
}
