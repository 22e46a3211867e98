/** Numbers that a loop uses, each put into a local before the loop. */

import {
  f32x4,
  f64x2,
  type FunctionBuilder,
  i32x4,
  type Local,
  type Value,
} from "../assembler/mod.ts";

/**
 * Constants of equal lanes. A literal inside of a loop is built anew, in four instructions, in every round: V8
 * does not move it out, and exp takes twice as long.
 */
export class Constants {
  readonly #literals = new Map<string, Value<"v128">>();
  readonly #locals = new Map<string, Local<"v128">>();

  /** A float in every lane. */
  float(value: number): Value<"v128"> {
    const key = Object.is(value, -0) ? "-0" : `${value}`;
    return this.#get(key, () => f32x4.splat(value));
  }

  /** A whole number in every lane. */
  int(value: number): Value<"v128"> {
    return this.#get(`int ${value}`, () => i32x4.splat(value));
  }

  /** A double in both halves. */
  double(value: number): Value<"v128"> {
    return this.#get(`double ${value}`, () => f64x2.splat(value));
  }

  /** Puts all constants asked for so far into locals, which is what is given out from now on. */
  define(f: FunctionBuilder): void {
    for (const [key, literal] of this.#literals) {
      this.#locals.set(key, f.local("v128", literal));
    }
  }

  #get(key: string, make: () => Value<"v128">): Value<"v128"> {
    const local = this.#locals.get(key);
    if (local) return local;
    const literal = make();
    this.#literals.set(key, literal);
    return literal;
  }
}
