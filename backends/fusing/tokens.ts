/** Numbers that tell one list of commands from another. */

import type { Expr } from "../expr.ts";
import type { View } from "../view.ts";
import type { ExprNumbers } from "./expressions.ts";

/** Numbers for which there is room at first. */
const LEAST = 4096;

/** Numbers as they were, and the expressions that some of them stand for. */
export interface Signature {
  readonly numbers: Float64Array;
  readonly exprs: readonly Expr[];
}

/**
 * A list of numbers that is emptied and filled again without asking for memory. A program that repeats itself fills it with
 * what is expected: as long as it does, numbers are compared, and none are stored.
 */
export class Tokens {
  #numbers = new Float64Array(LEAST);
  #exprs: Expr[] = [];
  #length = 0;
  /** How many of them are of expressions. */
  #exprCount = 0;
  /** What they may become. */
  #expected: Signature | undefined;
  /** The same, as long as they are its first ones. */
  #followed: Signature | undefined;
  readonly #numbersOf: ExprNumbers;

  /** Has none yet; equal expressions have equal numbers. */
  constructor(numbersOf: ExprNumbers) {
    this.#numbersOf = numbersOf;
  }

  /** Adds one. */
  push(token: number): void {
    const followed = this.#followed;
    if (followed !== undefined) {
      if (followed.numbers[this.#length] === token) {
        this.#length++;
        return;
      }
      this.#leave(followed);
    }
    this.#makeRoom(this.#length + 1);
    this.#numbers[this.#length++] = token;
  }

  /** Adds an expression; the numbers before it say that one comes. */
  pushExpr(expr: Expr): void {
    const at = this.#exprCount++;
    if (this.#followed?.exprs[at] === expr) this.#length++;
    else {
      this.push(this.#numbersOf.of(expr));
      if (!this.#followed) this.#exprs[at] = expr;
    }
  }

  /** Adds the number of a buffer, and a view of it. */
  pushOperand(buffer: number, view: View): void {
    if (this.#follows(buffer, view)) return;
    const { shape, strides, offset } = view;
    this.push(buffer);
    this.push(offset);
    this.push(shape.length);
    for (let axis = 0; axis < shape.length; axis++) {
      this.push(shape[axis]);
      this.push(strides[axis]);
    }
  }

  /** The same at once, where it is what is expected. */
  #follows(buffer: number, { shape, strides, offset }: View): boolean {
    if (this.#followed === undefined) return false;
    const { numbers } = this.#followed;
    let at = this.#length;
    if (numbers[at++] !== buffer || numbers[at++] !== offset) return false;
    if (numbers[at++] !== shape.length) return false;
    for (let axis = 0; axis < shape.length; axis++) {
      if (numbers[at++] !== shape[axis]) return false;
      if (numbers[at++] !== strides[axis]) return false;
    }
    this.#length = at;
    return true;
  }

  /** Takes all out, and says what they may become from now on. */
  clear(expected: Signature | undefined = this.#expected): void {
    this.#expected = this.#followed = expected;
    this.#length = this.#exprCount = 0;
  }

  /** Whether they are what was expected. */
  get areExpected(): boolean {
    return this.#followed?.numbers.length === this.#length;
  }

  /** All of them, as long as nothing else is called. */
  get all(): Float64Array {
    if (this.#followed) this.#leave(this.#followed);
    return this.#numbers.subarray(0, this.#length);
  }

  /** A copy of all. */
  get signature(): Signature {
    const numbers = this.all.slice();
    return { numbers, exprs: this.#exprs.slice(0, this.#exprCount) };
  }

  /** Stores what there is so far. */
  #leave({ numbers, exprs }: Signature): void {
    this.#followed = undefined;
    this.#makeRoom(this.#length);
    this.#numbers.set(numbers.subarray(0, this.#length));
    this.#exprs = exprs.slice(0, this.#exprCount);
  }

  #makeRoom(length: number): void {
    if (length <= this.#numbers.length) return;
    const larger = new Float64Array(2 * length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
