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
import type { Constants } from "./constants.ts";

/** Four floats, or one for all lanes. */
export type Lanes = Arg<"v128">;

/** Code that computes with four floats at once. */
export class LaneCode {
  /** Where the code goes. */
  readonly f: FunctionBuilder;
  readonly #constants: Constants;
  readonly #hasRelaxedMadd: boolean;

  /** Adds code to `f`; with relaxed SIMD it may multiply and add in one instruction. */
  constructor(
    f: FunctionBuilder,
    constants: Constants,
    options: { hasRelaxedMadd: boolean },
  ) {
    this.f = f;
    this.#constants = constants;
    this.#hasRelaxedMadd = options.hasRelaxedMadd;
  }

  /** A number in every lane, as a float. */
  float(value: number): Value<"v128"> {
    return this.#constants.float(value);
  }

  /** A number in every lane, as a whole number. */
  int(value: number): Value<"v128"> {
    return this.#constants.int(value);
  }

  /** Computes a value once, for several uses. */
  keep(value: Value<"v128">): Local<"v128"> {
    return this.f.local("v128", value);
  }

  /** A number in both halves, as a double. */
  double(value: number): Value<"v128"> {
    return this.#constants.double(value);
  }

  /** `a * b + c`, rounded once or twice. */
  madd(a: Lanes, b: Lanes, c: Lanes): Value<"v128"> {
    const [x, y, z] = [a, b, c].map((lanes) =>
      typeof lanes === "number" ? this.float(lanes) : lanes
    );
    return this.#hasRelaxedMadd
      ? f32x4.relaxedMadd(x, y, z)
      : f32x4.add(f32x4.mul(x, y), z);
  }

  /** `a` in lanes where `mask` is all ones, `b` where it is all zeros. */
  select(a: Lanes, b: Lanes, mask: Value<"v128">): Value<"v128"> {
    const [x, y] = [a, b].map((lanes) =>
      typeof lanes === "number" ? this.float(lanes) : lanes
    );
    return this.#hasRelaxedMadd
      ? f32x4.relaxedSelect(x, y, mask)
      : v128.bitselect(x, y, mask);
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

  /** Only the signs of `x`, on zeros. */
  signOf(x: Value<"v128">): Value<"v128"> {
    return v128.and(x, this.float(-0));
  }

  /** 2 to whole powers from -126 to 127. */
  powerOfTwo(exponent: Value<"v128">): Value<"v128"> {
    return i32x4.shl(i32x4.add(exponent, this.int(127)), 23);
  }
}
