/** Numbers that lie on a device and are read only if somebody waits for them. */

/** A promise that begins when it is awaited. */
export class Reading<T> implements PromiseLike<T> {
  readonly #read: () => Promise<T>;
  #begun: Promise<T> | null = null;

  /** Takes what reads. */
  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Reads, the first time, and goes on with what was read. */
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#begun ??= this.#read();
    return this.#begun.then(fulfilled, rejected);
  }
}
