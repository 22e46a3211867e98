/** How a process waits for the others: it says so after a while, and gives up at last. */

import { DeviceError } from "../../config/errors.ts";
import type { RollCall } from "./roll_call.ts";

/** How long a process waits for the others. */
export interface Patience {
  /** Seconds after which it says what it waits for. */
  readonly warnAfter: number;
  /** Seconds after which it gives up. */
  readonly timeout: number;
}

/** Looks at what others tell until a process says what it waits for; at the half of them it tells them itself. */
const LOOKS = 8;

/** What is waited for, and who waits. */
export interface Waiter {
  readonly rank: number;
  readonly size: number;
  /** The number of the call, and what it is called. */
  readonly ticket: number;
  readonly what: string;
  /** Asks the others; `null` where the library of MPI is called by one thread alone. */
  readonly rollCall: RollCall | null;
}

/** One wait. */
export class Wait {
  readonly #patience: Patience;
  readonly #waiter: Waiter;
  readonly #begun = performance.now();
  #isSaid = false;

  /** Begins to wait. */
  constructor(patience: Patience, waiter: Waiter) {
    this.#patience = patience;
    this.#waiter = waiter;
  }

  /**
   * To be called again after as many milliseconds as it gives, or earlier.
   *
   * @throws {DeviceError} of kind `"lost"` once it has been too long.
   */
  look(): number {
    const { warnAfter, timeout } = this.#patience;
    const { rank, size, what } = this.#waiter;
    const waited = (performance.now() - this.#begun) / 1000;
    const step = Math.min(warnAfter, timeout) / LOOKS;
    if (waited >= step) this.#callRoll(waited >= LOOKS / 2 * step);
    if (waited >= timeout) {
      throw this.lost(`nothing for ${Math.round(waited)} s`);
    }
    if (waited >= warnAfter && !this.#isSaid) {
      this.#isSaid = true;
      console.warn(
        `Rank ${rank} of ${size} has waited ${
          Math.round(waited)
        } s for the others in ${what}${this.#who(": ")}`,
      );
    }
    const next = this.#isSaid ? timeout : Math.min(warnAfter, timeout);
    return 1000 * Math.min(step, next - waited);
  }

  /** What is thrown if the others do not come. */
  lost(received: string): DeviceError {
    const { rank, size, what } = this.#waiter;
    return new DeviceError(
      "lost",
      `Cannot go on with rank ${rank} of ${size}: expected all others in ${what}, received ${received}${
        this.#who("; ")
      } (a rank may have ended, failed, or taken another way)`,
    );
  }

  #callRoll(isLong: boolean): void {
    const { rollCall, ...waiter } = this.#waiter;
    if (!rollCall) return;
    const isAsked = rollCall.hear(waiter.ticket);
    if (isAsked || isLong) rollCall.tell(waiter);
  }

  #who(before: string): string {
    const { rollCall, ...waiter } = this.#waiter;
    return rollCall ? before + rollCall.describe(waiter) : "";
  }
}
