/** What is given back together. */

/** Holds what a kernel takes, and gives it back in the opposite order; `DisposableStack` does so where there is one. */
export class Held implements Disposable {
  readonly #parts: Disposable[] = [];

  /** Holds one more. */
  use(part: Disposable): void {
    this.#parts.push(part);
  }

  [Symbol.dispose](): void {
    for (const part of this.#parts.splice(0).reverse()) part[Symbol.dispose]();
  }
}
