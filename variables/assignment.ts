/** What it takes to undo an assignment. */

import type { Tensor } from "../autograd/tensor.ts";
import type { Change } from "../autograd/transaction.ts";

/** An assignment that may have to be undone. */
export class Assignment implements Change {
  /** What was there before. */
  readonly old: Tensor | undefined;
  /** What took its place. */
  readonly next: Tensor;
  /** How many were sure when it was made. */
  readonly sure: number;
  readonly #undo: (assignment: Assignment) => void;

  constructor(
    old: Tensor | undefined,
    next: Tensor,
    sure: number,
    undo: (assignment: Assignment) => void,
  ) {
    this.old = old;
    this.next = next;
    this.sure = sure;
    this.#undo = undo;
  }

  undone(): void {
    this.#undo(this);
  }
}
