/** What reading a file may cost: one can be made so that its reader goes over the same bytes for ever. */

/** What a slice costs besides its bytes. */
const SLICE = 16;

/** Bytes and steps that are left. */
export class Budget {
  #left: number;
  readonly #spent: string;

  /** @param most what may be spent before it is enough; @param spent what spends more, as the error has it. */
  constructor(
    most: number,
    spent = "parts that are gone over again and again",
  ) {
    this.#left = most;
    this.#spent = spent;
  }

  /**
   * Takes some away.
   *
   * @throws {RangeError} if there is no more.
   */
  spend(some: number): void {
    this.#left -= some;
    // What is no number either.
    if (this.#left >= 0) return;
    throw new RangeError(this.#spent);
  }
}

const budgets = new WeakMap<ArrayBuffer, Budget>();

/** A buffer whose slices are paid for, and theirs: what reads by slices cannot go on for ever. */
export class WatchedBuffer extends ArrayBuffer {
  /** A copy of bytes, watched. */
  static of(bytes: Uint8Array, budget: Budget): WatchedBuffer {
    const buffer = new WatchedBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    budgets.set(buffer, budget);
    return buffer;
  }

  /** A copy of a part, which costs its length. */
  override slice(begin = 0, end = this.byteLength): WatchedBuffer {
    const budget = budgets.get(this)!;
    const part = new Uint8Array(this).subarray(begin, end);
    budget.spend(SLICE + part.length);
    return WatchedBuffer.of(part, budget);
  }
}
