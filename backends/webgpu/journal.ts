/** What became of the work that was given to the device, which tells so later. */

import type { Buffer } from "../buffer.ts";
import type { Journal, Outcome } from "../journal.ts";
import type { Faults } from "./faults.ts";
import type { BufferPool, GpuBuffer } from "./pool.ts";
import type { Recorder } from "./recorder.ts";

/** Outcomes that wait for the device at most, and bytes that they hold: a program that never waits never hears of it. */
const MOST_WAITING = 4096, MOST_BYTES = 64 * 2 ** 20;

/** Ends outcomes when the device has been heard: all that hang on work behind an error are undone. */
export class GpuJournal implements Journal {
  readonly #faults: Faults;
  readonly #pool: BufferPool;
  readonly #recorder: Recorder;
  #waiting: Outcome[] = [];
  #bytes = 0;

  /** Listens to a device. */
  constructor(faults: Faults, pool: BufferPool, recorder: Recorder) {
    this.#faults = faults;
    this.#pool = pool;
    this.#recorder = recorder;
    recorder.onSubmit = () => this.#listen();
    faults.onFault = (error) => this.#fail(error);
  }

  /** Hangs an outcome on the work recorded so far. */
  follow(outcome: Outcome): void {
    this.#waiting.push(outcome);
    this.#bytes += outcome.old?.byteLength ?? 0;
    const isMuch = this.#waiting.length > MOST_WAITING ||
      this.#bytes > MOST_BYTES;
    if (isMuch) this.#keep(this.#waiting.slice(0, this.#waiting.length / 2));
  }

  /**
   * Does nothing: what has been recorded will be done, or be told.
   *
   * @throws {DeviceError} if the device is lost.
   */
  settle(): void {
    this.#faults.throwIfLost();
  }

  /** Says no: what is recorded counts as computed, until the device says otherwise. */
  isWaiting(): boolean {
    return false;
  }

  /** Counts a buffer as given back. */
  offer(buffer: Buffer): void {
    this.#pool.offer(buffer as GpuBuffer);
  }

  /** Counts it as in use again. */
  withdraw(buffer: Buffer): void {
    this.#pool.withdraw(buffer as GpuBuffer);
  }

  /** Ends what hangs on the batch that was submitted, as soon as its errors are known. */
  #listen(): void {
    const submitted = [...this.#waiting];
    if (submitted.length === 0) return;
    this.#faults.heard().then(() => this.#keep(submitted));
  }

  /** Those of them that have not been undone meanwhile are kept. */
  #keep(outcomes: readonly Outcome[]): void {
    const ending = new Set(outcomes);
    const kept = this.#waiting.filter((outcome) => ending.has(outcome));
    this.#waiting = this.#waiting.filter((outcome) => !ending.has(outcome));
    for (const outcome of kept) {
      this.#bytes -= outcome.old?.byteLength ?? 0;
      outcome.kept();
    }
  }

  /** Undoes all, the latest first. What was recorded behind the error goes with it. */
  #fail(error: Error): void {
    const undone = this.#waiting.reverse();
    this.#waiting = [];
    this.#bytes = 0;
    if (!this.#faults.isOver) this.#recorder.flush();
    this.#pool.forgetBroken();
    for (const outcome of undone) outcome.undone(error);
  }
}
