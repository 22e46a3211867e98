/** Being asked to stop: by an AbortSignal, or by Ctrl-C. */

// Browsers and Node have no such object: there an AbortSignal stops alone.
const deno: typeof Deno | undefined = (globalThis as { Deno?: typeof Deno })
  .Deno;

/** Listens from its making to its disposal; meanwhile Ctrl-C does not end the program. */
export class Interrupts implements Disposable {
  readonly #signal: AbortSignal | null;
  readonly #listener = () => {
    this.#heard = true;
  };
  #heard = false;

  /** Listens. */
  constructor(signal: AbortSignal | null) {
    this.#signal = signal;
    deno?.addSignalListener("SIGINT", this.#listener);
  }

  /** Whether it was asked to stop. */
  get asked(): boolean {
    return this.#heard || this.#signal?.aborted === true;
  }

  /** Why `action` was stopped: what the signal says, or an error of ours. */
  reason(action: string): unknown {
    return this.#signal?.reason ?? new DOMException(
      `Cannot ${action}: expected to come to the end, received a request to stop`,
      "AbortError",
    );
  }

  /** Listens no longer. */
  [Symbol.dispose](): void {
    deno?.removeSignalListener("SIGINT", this.#listener);
  }
}
