/** Calls of MPI, made by one thread, in order; whoever needs a result waits for it, but not without end. */

import { DeviceError } from "../../config/errors.ts";
import { startWorker } from "../../config/start_worker.ts";
import { AT, type Call, DEPTH, FIELDS, KIND, LINE, WORDS } from "./calls.ts";
import { type Library, SYMBOLS } from "./library.ts";
import { type Patience, Wait } from "./patience.ts";
import { RollCall } from "./roll_call.ts";
import { serve, type WorkerData } from "./worker.ts";

/** Milliseconds between two looks while MPI starts, and seconds that it is given at least. */
const LOOK = 2, START = 60;
/** Milliseconds for which processes look for each other before they sleep, and for which they sleep then at most. */
const SPIN = 0.2, LONGEST = 2;

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
  #rollCall: RollCall | null = null;
  #error: unknown = null;

  /** Starts the thread. */
  constructor(library: Library, patience: Patience) {
    this.library = library;
    this.#patience = patience;
    const { path, abi: { multiple, inPlace }, handles: { world, byte } } =
      library;
    const data: WorkerData = {
      ...{ path, symbols: SYMBOLS, multiple, inPlace, world },
      ...{ words: this.#words, calls: this.#calls, at: AT, kind: KIND },
      ...{ fields: FIELDS.length, depth: DEPTH },
      ...{ spin: SPIN, longest: LONGEST, line: LINE, byte },
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
    const call = { lines: 0, address: 0, count: 0, type: 0, how: 0 };
    const ticket = this.post({ kind: KIND.init, ...call });
    const limit = Math.max(this.#patience.timeout, START);
    const begun = performance.now();
    // The thread may tell of an error, which is heard when the event loop turns.
    while (Atomics.load(this.#words, AT.finished) < ticket) {
      if (performance.now() - begun > 1000 * limit) {
        this.#error = `nothing for ${limit} s`;
      }
      if (this.#error) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    const code = this.#words[AT.failure];
    if (!this.#error && code === 0) {
      const { library, rank, size } = this;
      if (this.#words[AT.isShared] === 1 && size > 1) {
        this.#rollCall = new RollCall(library, rank, size);
      }
      return;
    }
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
    const words = this.#words, { rank, size } = this;
    if (Atomics.load(words, AT.finished) >= ticket && isWell(words)) return;
    const wait = new Wait(this.#patience, {
      ...{ rank, size, ticket, what, rollCall: this.#rollCall },
    });
    for (;;) {
      const finished = Atomics.load(words, AT.finished);
      if (!isWell(words)) {
        throw wait.lost(`error ${words[AT.failure]} of the library`);
      }
      if (finished >= ticket) return;
      Atomics.wait(words, AT.finished, finished, wait.look());
    }
  }

  /** Ends; all processes have to, unless the job fails. */
  finish(): void {
    const call = { lines: 0, address: 0, count: 0, type: 0, how: 0 };
    // What is not taken would be an error of the program to MPI.
    this.#rollCall?.hear(this.#posted);
    this.#rollCall = null;
    this.wait(this.post({ kind: KIND.finalize, ...call }), "MPI_Finalize");
  }
}

function isWell(words: Int32Array): boolean {
  return words[AT.failure] === 0;
}
