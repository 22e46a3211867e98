/** Numbers that tell one list of commands from another. */

/** Numbers for which there is room at first. */
const LEAST = 4096;

/** A list of numbers that is emptied and filled again without asking for memory. */
export class Tokens {
  #numbers = new Float64Array(LEAST);
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds one. */
  push(token: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#length++] = token;
  }

  /** Takes all out. */
  clear(): void {
    this.#length = 0;
  }

  /** All of them, as long as nothing else is called. */
  get all(): Float64Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
