/** How a backend that computes later tells what became of the work that it was given. */

import type { Buffer } from "./buffer.ts";

/** What hangs on the work that waits: exactly one of the two is called, once. */
export interface Outcome {
  /** Memory that is given up if the work succeeds, and must be as it was if it fails. */
  readonly old?: Buffer;
  /** What holds the contents that take the place of it. */
  readonly next?: Buffer;
  /** All of it has been done. */
  kept(): void;
  /** Something failed, and it is to be as if none of it had been called. */
  undone(error: Error): void;
}

/** What a backend offers that does not compute at once. */
export interface Journal {
  /** Hangs an outcome on the work called so far. */
  follow(outcome: Outcome): void;
  /**
   * Does all work that waits.
   *
   * @throws {DeviceError} if some of it fails; then all that followed it is undone.
   */
  settle(): void;
  /** Whether what a buffer is to hold has not been computed yet. */
  isWaiting(buffer: Buffer): boolean;
  /** Counts a buffer as given back, though its contents are needed again if the work that waits fails. */
  offer(buffer: Buffer): void;
  /** Takes back what `offer` said. */
  withdraw(buffer: Buffer): void;
}
