/** Questions of which only the newest counts. */

/** While an answer is waited for, later questions take each other's place. */
export class Asking<T> {
  #isOut = false;
  #next: T | undefined;
  readonly #send: (about: T) => void;

  /** `send` asks. */
  constructor(send: (about: T) => void) {
    this.#send = send;
  }

  /** Asks, now or after the answer that is waited for. */
  ask(about: T): void {
    if (this.#isOut) {
      this.#next = about;
      return;
    }
    this.#isOut = true;
    this.#send(about);
  }

  /** No answer will come: who was asked is gone. */
  forget(): void {
    this.#isOut = false;
    this.#next = undefined;
  }

  /** The answer has come. */
  answered(): void {
    const next = this.#next;
    this.#isOut = false;
    this.#next = undefined;
    if (next !== undefined) this.ask(next);
  }
}
