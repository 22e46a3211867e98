/** Calls of MPI, made by one thread, in order; whoever needs a result waits for it, but not without end. */

import { DeviceError } from "../../config/errors.ts";
import { startWorker } from "../../config/start_worker.ts";
import { AT, type Call, DEPTH, FIELDS, KIND, WORDS } from "./calls.ts";
import { type Library, SYMBOLS } from "./library.ts";
import { serve, type WorkerData } from "./worker.ts";

/** Milliseconds between two looks while MPI starts. */
const LOOK = 2;
/** Milliseconds for which processes look for each other before they sleep, and for which they sleep then at most. */
const SPIN = 0.2, LONGEST = 2;

/** How long a process waits for the others. */
export interface Patience {
  /** Seconds after which it says what it waits for. */
  readonly warnAfter: number;
  /** Seconds after which it gives up. */
  readonly timeout: number;
}

/** A process of a job, as its library of MPI knows it. */
export class Queue {
  /** Whose interface the library has, and its handles. */
  readonly library: Library;
  readonly #patience: Patience;
  readonly #words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  readonly #calls = new Float64Array(
    new SharedArrayBuffer(8 * DEPTH * FIELDS.length),
  );
  #posted = 0;
  #error: unknown = null;

  /** Starts the thread. */
  constructor(library: Library, patience: Patience) {
    this.library = library;
    this.#patience = patience;
    const { path, abi: { serialized, inPlace }, handles: { world } } = library;
    const data: WorkerData = {
      ...{ path, symbols: SYMBOLS, serialized, inPlace, world },
      ...{ words: this.#words, calls: this.#calls, at: AT, kind: KIND },
      ...{ fields: FIELDS.length, depth: DEPTH },
      ...{ spin: SPIN, longest: LONGEST },
    };
    startWorker(
      (name) => `(${serve})(${name});`,
      data,
      (error) => this.#error = error,
    );
  }

  /** The number of this process, from 0. */
  get rank(): number {
    return this.#words[AT.rank];
  }

  /** How many processes there are. */
  get size(): number {
    return this.#words[AT.size];
  }

  /**
   * Begins; all processes have to.
   *
   * @throws {DeviceError} of kind `"unavailable"` if the library does not start.
   */
  async start(): Promise<void> {
    const call = { address: 0, count: 0, type: 0, how: 0 };
    const ticket = this.post({ kind: KIND.init, ...call });
    // The thread may tell of an error, which is heard when the event loop turns.
    while (Atomics.load(this.#words, AT.finished) < ticket) {
      if (this.#error) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    const code = this.#words[AT.failure];
    if (!this.#error && code === 0) return;
    const { path, abi } = this.library;
    throw new DeviceError(
      "unavailable",
      `Cannot open MPI: expected "${path}" (${abi.name}) to start, received ${
        this.#error ?? `error ${code}`
      }`,
      { cause: this.#error },
    );
  }

  /** Asks for a call; what it gives is waited for. */
  post(call: Call): number {
    const ticket = ++this.#posted;
    // A place is free once the call that was there is done.
    if (ticket > DEPTH) this.wait(ticket - DEPTH, "earlier calls");
    const place = ((ticket - 1) % DEPTH) * FIELDS.length;
    FIELDS.forEach((field, i) => this.#calls[place + i] = call[field]);
    Atomics.store(this.#words, AT.posted, ticket);
    Atomics.notify(this.#words, AT.posted);
    return ticket;
  }

  /**
   * Waits until a call is done.
   *
   * @throws {DeviceError} of kind `"lost"` if the other processes do not come, or the library reports an error.
   */
  wait(ticket: number, what: string): void {
    const { warnAfter, timeout } = this.#patience;
    const words = this.#words, begun = performance.now();
    let isSaid = false;
    for (;;) {
      const finished = Atomics.load(words, AT.finished);
      if (words[AT.failure] !== 0) {
        throw this.#lost(what, `error ${words[AT.failure]} of the library`);
      }
      if (finished >= ticket) return;
      const waited = (performance.now() - begun) / 1000;
      if (waited >= timeout) {
        throw this.#lost(what, `nothing for ${Math.round(waited)} s`);
      }
      if (waited >= warnAfter && !isSaid) {
        isSaid = true;
        console.warn(
          `Rank ${this.rank} of ${this.size} has waited ${
            Math.round(waited)
          } s for the others in ${what}`,
        );
      }
      const next = isSaid ? timeout : Math.min(warnAfter, timeout);
      Atomics.wait(words, AT.finished, finished, 1000 * (next - waited));
    }
  }

  /** Ends; all processes have to, unless the job fails. */
  finish(): void {
    const call = { address: 0, count: 0, type: 0, how: 0 };
    this.wait(this.post({ kind: KIND.finalize, ...call }), "MPI_Finalize");
  }

  #lost(what: string, received: string): DeviceError {
    return new DeviceError(
      "lost",
      `Cannot go on with rank ${this.rank} of ${this.size}: expected all others in ${what}, received ${received} (a rank may have ended, failed, or taken another way)`,
    );
  }
}
