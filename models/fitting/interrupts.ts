/** Being asked to stop: by an AbortSignal, by Ctrl-C, or by the button of a notebook. */

import { onStop } from "../../config/session.ts";

/** Listens from its making to its disposal; meanwhile Ctrl-C does not end the program. */
export class Interrupts implements Disposable {
  readonly #signal: AbortSignal | null;
  readonly #hearNoMore: () => void;
  #heard = false;
  #agreed: boolean | null = null;

  /** Listens. */
  constructor(signal: AbortSignal | null) {
    this.#signal = signal;
    this.#hearNoMore = onStop(() => {
      this.#heard = true;
    });
  }

  /** Whether it was asked to stop; of several processes, whether one of them had been when they last met. */
  get asked(): boolean {
    return this.#agreed ?? this.heard;
  }

  /** Whether this process was asked. */
  get heard(): boolean {
    return this.#heard || this.#signal?.aborted === true;
  }

  /** From now on the processes say together whether they stop. */
  agree(asked: boolean): void {
    this.#agreed = asked;
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
    this.#hearNoMore();
  }
}
