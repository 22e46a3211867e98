/** Writes commands down and decides when they run. */

import type { Backend, BackendTraits, Buffer } from "../backend.ts";
import { DeviceError } from "../errors.ts";
import { checkLength } from "../length.ts";
import type { Command } from "./command.ts";
import { ExprNumbers } from "./expressions.ts";
import { LazyBuffer } from "./lazy_buffer.ts";
import { release, runPlan } from "./plan.ts";
import { Planner } from "./planner.ts";
import { Rhythm } from "./rhythm.ts";
import { Window } from "./window.ts";

/** What holds for a backend that tells nothing of itself. */
const CAUTIOUS: BackendTraits = {
  elementBytes: 4,
  maxOperands: 8,
  inPlace: false,
};
/** Commands after which they are run whatever may come. */
const MOST_COMMANDS = 1024;
/** Bytes given back that may wait for commands that still use them. */
const MOST_WAITING = 64 * 2 ** 20;

/** The commands that have not run yet, and the memory that they use. */
export class Recorder {
  /** What is known of the backend that commands run on. */
  readonly traits: BackendTraits;
  readonly #backend: Backend;
  readonly #planner: Planner;
  readonly #numbers = new ExprNumbers();
  readonly #rhythm = new Rhythm();
  readonly #tokens: number[] = [];
  #window = new Window(this.#numbers, this.#tokens);
  #bytesInUse = 0;
  #bytesWaiting = 0;

  /** An empty list for a backend. */
  constructor(backend: Backend) {
    this.#backend = backend;
    this.traits = backend.traits ?? CAUTIOUS;
    this.#planner = new Planner(this.traits);
  }

  /** Bytes promised and not given back. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** How many plans have been made: one for each list of commands unlike those before. */
  get plans(): number {
    return this.#planner.made;
  }

  /** Promises memory. */
  alloc(length: number): LazyBuffer {
    checkLength(length);
    const bytes = length * this.traits.elementBytes;
    this.#bytesInUse += bytes;
    return new LazyBuffer(length, bytes);
  }

  /** Takes memory back, once the commands that use it have run. */
  free(buffer: LazyBuffer): void {
    buffer.isFreed = true;
    this.#bytesInUse -= buffer.byteLength;
    if (!this.#window.uses(buffer)) release(this.#backend, buffer);
    else if (buffer.real) this.#bytesWaiting += buffer.byteLength;
  }

  /** Fills a buffer, behind all commands that use it. */
  write(buffer: LazyBuffer, data: ArrayLike<number>): void {
    // What is written here is often the next step's: its memory should not be taken before that of this one is back.
    if (this.#window.uses(buffer) || this.#rhythm.isAtEnd) this.run();
    buffer.fault = undefined;
    this.#backend.write(this.#realOf(buffer), data);
  }

  /** Runs all commands and reads a buffer. */
  read(
    buffer: LazyBuffer,
    length: number,
  ): Promise<Float32Array | Float64Array> {
    this.run();
    if (buffer.fault) throw buffer.fault;
    return this.#backend.read(this.#realOf(buffer), length);
  }

  /** Writes a command down. */
  add(command: Command): void {
    const isFull = this.#window.commands.length >= MOST_COMMANDS ||
      this.#bytesWaiting > MOST_WAITING;
    if (isFull || this.#rhythm.shouldEnd(this.#bytesInUse)) this.run();
    for (const { buffer } of command.inputs) throwFault(buffer);
    for (const { buffer } of command.reads) throwFault(buffer);
    const number = this.#window.add(command);
    this.#rhythm.add(number, this.#bytesInUse);
  }

  /**
   * Runs all commands.
   *
   * @throws {DeviceError} if one of them fails; then those behind it are not run.
   */
  run(): void {
    const window = this.#window;
    if (window.commands.length === 0) return;
    const plan = this.#planner.planOf(window);
    this.drop();
    runPlan(plan, window, this.#backend);
  }

  /** Forgets all commands. */
  drop(): void {
    this.#window = new Window(this.#numbers, this.#tokens);
    this.#rhythm.restart();
    this.#bytesWaiting = 0;
  }

  /** The memory of a buffer; where there is none, what waits may have some to give back. */
  #realOf(buffer: LazyBuffer): Buffer {
    if (buffer.real) return buffer.real;
    const { length } = buffer;
    try {
      buffer.real = this.#backend.alloc(length);
    } catch (error) {
      const mayHelp = error instanceof DeviceError &&
        error.kind === "outOfMemory" && this.#bytesWaiting > 0;
      if (!mayHelp) throw error;
      this.run();
      buffer.real = this.#backend.alloc(length);
    }
    return buffer.real;
  }
}

/** Refuses to go on with what could not be computed. */
function throwFault(buffer: Buffer): void {
  const { fault } = buffer as LazyBuffer;
  if (fault) throw fault;
}
