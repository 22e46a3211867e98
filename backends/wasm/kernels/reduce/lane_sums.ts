/** Sums of the lanes of a row: four for each expression, to which its vectors are added in turn. */

import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  type Value,
} from "../../assembler/mod.ts";
import { UNROLL } from "../../expression/span.ts";
import type { Reducer } from "./reducer.ts";

type Vector = Local<"v128">;

/** Vectors behind the last four go to the first sum, so that the code need not be as long for them. */
export class LaneSums {
  readonly #f: FunctionBuilder;
  readonly #reducer: Reducer;
  readonly #sums: readonly (readonly Vector[])[];
  readonly #next: Vector;
  readonly #rest: Local<"i32">;

  /** Sums of rows of so many vectors, for so many expressions. */
  constructor(
    f: FunctionBuilder,
    reducer: Reducer,
    results: number,
    vectors: Local<"i32">,
  ) {
    this.#f = f;
    this.#reducer = reducer;
    this.#sums = Array.from(
      { length: results },
      () => Array.from({ length: UNROLL }, () => f.local("v128")),
    );
    this.#next = f.local("v128");
    this.#rest = f.local("i32", i32.and(vectors, UNROLL - 1));
  }

  /** Begins a row. */
  start(): void {
    for (const sum of this.#sums.flat()) {
      this.#f.set(sum, f32x4.splat(this.#reducer.start));
    }
  }

  /** Adds a vector of an expression to one of its sums: where four are added in a round. */
  add(expr: number, value: Value<"v128">, number: number): void {
    const sum = this.#sums[expr][number];
    this.#f.set(sum, this.#reducer.floats(sum, value));
  }

  /** Adds a vector to the sum whose turn it is: where they come one by one, and `left` of them are left, this one too. */
  addInTurn(expr: number, value: Vector, left: Local<"i32">): void {
    const own = this.#sums[expr];
    this.#f.if(i32.gtU(left, this.#rest), () => {
      this.#f.set(this.#next, this.#reducer.floats(own[0], value));
      own.slice(1).forEach((sum, i) => this.#f.set(own[i], sum));
      this.#f.set(own[UNROLL - 1], this.#next);
    }, () => this.add(expr, value, 0));
  }

  /** What the sums of an expression add up to. */
  total(expr: number): Value<"v128"> {
    const [first, ...others] = this.#sums[expr];
    return others.reduce<Value<"v128">>(this.#reducer.floats, first);
  }
}
