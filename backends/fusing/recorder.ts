/** Records commands and decides when they run. */

import type {
  Backend,
  BackendTraits,
  Buffer,
  Journal,
  Outcome,
} from "../backend.ts";
import { DeviceError } from "../../config/errors.ts";
import { type DType, elementBytesOf } from "../dtype.ts";
import { checkLength } from "../view.ts";
import { captureCalls } from "../origin.ts";
import { type Command, numberOf } from "./command.ts";
import { ExprNumbers } from "./expressions.ts";
import { LazyBuffer } from "./lazy_buffer.ts";
import { lossOf, release, runPlan } from "./run_plan.ts";
import { Planner } from "./planner.ts";
import { StepDetector } from "./step_detector.ts";
import { Tokens } from "./tokens.ts";
import { MOST_KEPT, Trace } from "./trace.ts";

/** The traits of a backend that tells none. */
const CAUTIOUS: BackendTraits = {
  elementBytes: 4,
  maxOperands: 8,
  inPlace: false,
};
/** Commands after which a trace is run in any case. */
const MOST_COMMANDS = 1024;
/** Bytes that have been freed and may wait for commands that still use them. */
const MOST_WAITING = 64 * 2 ** 20;

/** How commands are recorded. */
export interface FusingOptions {
  /** Whether the stack of each caller is kept, so that an error of a kernel can name it; slow. */
  readonly debug?: boolean;
}

/** The commands that have not run yet, the memory that they use, and the outcomes that hang on them. */
export class Recorder implements Journal {
  /** Those of the inner backend. */
  readonly traits: BackendTraits;
  isInStep = false;
  readonly #backend: Backend;
  readonly #debug: boolean;
  readonly #planner: Planner;
  readonly #numbers = new ExprNumbers();
  readonly #detector = new StepDetector();
  readonly #tokens = new Tokens(this.#numbers);
  readonly #mostKept: number;
  #trace: Trace;
  #outcomes: Outcome[] = [];
  #bytesInUse = 0;
  #bytesWaiting = 0;

  constructor(backend: Backend, { debug = false }: FusingOptions = {}) {
    this.#debug = debug;
    this.#backend = backend;
    this.traits = backend.traits ?? CAUTIOUS;
    const byRows = backend.byRows !== undefined;
    const alignment = backend.repeating?.alignment;
    this.#planner = new Planner({ ...this.traits, byRows, alignment });
    // A device that reports failures later must find old contents where they were.
    this.#mostKept = backend.journal ? 0 : MOST_KEPT;
    this.#trace = this.#empty();
  }

  /** Bytes promised and not yet freed. */
  get bytesInUse(): number {
    return this.#bytesInUse;
  }

  /** How many plans have been made: one for each trace unlike those before. */
  get plans(): number {
    return this.#planner.made;
  }

  alloc(length: number, dtype: DType = "float32"): LazyBuffer {
    checkLength(length);
    const bytes = length * elementBytesOf(dtype, this.traits.elementBytes);
    this.#bytesInUse += bytes;
    return new LazyBuffer(length, bytes, dtype);
  }

  /** Frees memory, once the commands that use it have run. */
  free(buffer: LazyBuffer): void {
    buffer.isFreed = true;
    // Else one that waits among the old objects to be collected would take all that come after it there.
    buffer.next = undefined;
    if (!buffer.isOffered) this.#bytesInUse -= buffer.byteLength;
    if (!this.#trace.uses(buffer)) release(this.#backend, buffer);
    else if (buffer.real && !buffer.isOffered) {
      this.#bytesWaiting += buffer.byteLength;
    }
  }

  /** Whether the command that fills a buffer has not run yet. */
  isWaiting(buffer: LazyBuffer): boolean {
    return !buffer.real && this.#trace.uses(buffer);
  }

  /** Counts a buffer as freed; its memory waits for the commands that use it, and for their outcome. */
  offer(buffer: LazyBuffer): void {
    buffer.isOffered = true;
    this.#bytesInUse -= buffer.byteLength;
    if (this.#trace.uses(buffer) && buffer.real) {
      this.#bytesWaiting += buffer.byteLength;
    }
  }

  withdraw(buffer: LazyBuffer): void {
    buffer.isOffered = false;
    this.#bytesInUse += buffer.byteLength;
  }

  follow(outcome: Outcome): void {
    const old = outcome.old as LazyBuffer | undefined;
    if (old) old.next = outcome.next as LazyBuffer | undefined;
    this.#outcomes.push(outcome);
    if (this.#trace.commands.length === 0) this.run();
  }

  settle(): void {
    this.run();
    this.#backend.journal?.settle();
  }

  /** Fills a buffer, after all commands that use it. */
  write(buffer: LazyBuffer, data: ArrayLike<number>): void {
    // What is written here is often the next step's: free the memory of this one first.
    if (this.#trace.uses(buffer) || this.#detector.isAtEnd) this.run();
    buffer.fault = undefined;
    this.#backend.write(this.#realOf(buffer), data);
  }

  /** Runs all commands and reads a buffer. */
  read(
    buffer: LazyBuffer,
    length: number,
  ): Promise<Float32Array | Float64Array> {
    return this.#backend.read(this.computed(buffer), length);
  }

  /** Runs all commands; the memory in which a buffer lies then. */
  computed(buffer: LazyBuffer): Buffer {
    this.run();
    if (buffer.fault) throw buffer.fault;
    return this.#realOf(buffer);
  }

  add(command: Command): void {
    const isFull = this.#trace.commands.length >= MOST_COMMANDS ||
      this.#bytesWaiting > MOST_WAITING;
    if (isFull || this.#detector.shouldEnd(this.#bytesInUse)) this.run();
    for (const { buffer } of command.inputs) throwFault(buffer);
    for (const { buffer } of command.reads) throwFault(buffer);
    if (this.#debug) command.calls = captureCalls();
    this.#trace.add(command);
    // Equal layers one after the other, which a step has, are no steps.
    if (this.isInStep) return;
    const number = numberOf(command, this.#numbers);
    this.#detector.add(number, this.#bytesInUse);
  }

  /**
   * Runs all commands.
   *
   * @throws {DeviceError} if one of them fails; then those after it do not run, and all outcomes are undone.
   */
  run(): void {
    const trace = this.#trace, outcomes = this.#outcomes;
    if (trace.commands.length === 0 && outcomes.length === 0) return;
    const { journal } = this.#backend;
    try {
      const plan = this.#planner.planOf(trace);
      this.drop();
      runPlan(plan, trace, this.#backend);
      journal?.follow(lossOf(plan, trace));
    } catch (error) {
      this.drop();
      undo(outcomes, error as Error);
      throw error;
    }
    for (const outcome of outcomes) this.#pass(outcome);
  }

  /** Forgets all commands and outcomes. */
  drop(): void {
    this.#outcomes = [];
    this.#trace = this.#empty();
    this.#detector.restart();
    this.#bytesWaiting = 0;
  }

  #empty(): Trace {
    return new Trace(this.#tokens, this.#mostKept);
  }

  /** Ends an outcome, or hangs it on the work of the inner backend. */
  #pass(outcome: Outcome): void {
    const { journal } = this.#backend;
    if (!journal || isOverwritten(outcome)) outcome.kept();
    else journal.follow(outcome);
  }

  /** The memory of a buffer; where none is left, running the trace may free some. */
  #realOf(buffer: LazyBuffer): Buffer {
    if (buffer.real) return buffer.real;
    const { length, dtype } = buffer;
    try {
      buffer.real = this.#backend.alloc(length, dtype);
    } catch (error) {
      const mayHelp = error instanceof DeviceError &&
        error.kind === "outOfMemory" && this.#bytesWaiting > 0;
      if (!mayHelp) throw error;
      this.run();
      buffer.real = this.#backend.alloc(length, dtype);
    }
    return buffer.real;
  }
}

/** Undoes all, the latest first; what has been overwritten cannot be had back, so what was written stays. */
function undo(outcomes: readonly Outcome[], error: Error): void {
  for (const outcome of outcomes.toReversed()) {
    if (isOverwritten(outcome)) outcome.kept();
    else outcome.undone(error);
  }
}

function isOverwritten({ old }: Outcome): boolean {
  return (old as LazyBuffer | undefined)?.isOverwritten ?? false;
}

/** Refuses to use what could not be computed. */
function throwFault(buffer: Buffer): void {
  const { fault } = buffer as LazyBuffer;
  if (fault) throw fault;
}
