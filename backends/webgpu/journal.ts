/** What became of the work of a device that reports errors later. */

import type { Buffer, Journal, Outcome } from "../backend.ts";
import type { Faults } from "./faults.ts";
import type { BufferPool, GpuBuffer } from "./pool.ts";
import type { Recorder } from "./recorder.ts";

/** The most outcomes that wait for the device, and the bytes that they hold: a program that never waits never hears of errors. */
const MOST_WAITING = 4096, MOST_BYTES = 64 * 2 ** 20;

/** Ends outcomes once the device has reported: those of work after an error are undone. */
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

  follow(outcome: Outcome): void {
    this.#waiting.push(outcome);
    this.#bytes += outcome.old?.byteLength ?? 0;
    const isMuch = this.#waiting.length > MOST_WAITING ||
      this.#bytes > MOST_BYTES;
    if (isMuch) this.#keep(this.#waiting.slice(0, this.#waiting.length / 2));
  }

  /**
   * Does nothing: what has been recorded will run or be reported.
   *
   * @throws {DeviceError} if the device is lost.
   */
  settle(): void {
    this.#faults.throwIfLost();
  }

  /** What is recorded counts as computed until the device says otherwise. */
  isWaiting(): boolean {
    return false;
  }

  offer(buffer: Buffer): void {
    this.#pool.offer(buffer as GpuBuffer);
  }

  withdraw(buffer: Buffer): void {
    this.#pool.withdraw(buffer as GpuBuffer);
  }

  /** Ends the outcomes of the batch that was submitted, as soon as its errors are known. */
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

  /** Undoes all, the latest first. What was recorded after the error goes with it. */
  #fail(error: Error): void {
    const undone = this.#waiting.reverse();
    this.#waiting = [];
    this.#bytes = 0;
    if (!this.#faults.isOver) this.#recorder.flush();
    this.#pool.forgetBroken();
    for (const outcome of undone) outcome.undone(error);
  }
}
