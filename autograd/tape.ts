/** The tape: which ops ran while it recorded, and the way back through each (a Wengert list). */

import { checkArgumentCount, checkFunction } from "../config/options.ts";
import { youngList } from "../config/young.ts";
import type { Place } from "./place.ts";
import type { Scope } from "./scope.ts";
import { HELD } from "./storage.ts";
import type { Tensor } from "./tensor.ts";
import { beginStep } from "./transaction.ts";

/** What came back so far, by the tensor that it belongs to. */
export interface CotangentsOf {
  /** The cotangent of a tensor, if there is any. */
  get(tensor: Tensor): Tensor | undefined;
  /** Adds to it; takes over what is added from a scope that owns it. */
  accumulate(tensor: Tensor, cotangent: Tensor, scope?: Scope): void;
  /** Forgets it. */
  drop(tensor: Tensor): void;
}

/** What ran and was recorded. */
interface Recorded {
  /** The op's name. */
  readonly name: string;
  /** What it took; only their identity and shape, their memory may be gone. */
  readonly inputs: readonly Tensor[];
  /** What it made, mostly one. */
  readonly outputs: readonly Tensor[];
  /** Memory that the way back needs, until it is dropped. */
  readonly residuals: Disposable[];
  /** In which layer it ran. */
  readonly place: Place | undefined;
}

/** One executed op. */
export interface OpNode extends Recorded {
  /** From the output's cotangent to each input's, `null` where there is none or it leads nowhere. */
  pullback(
    cotangent: Tensor,
    leads: readonly boolean[],
  ): readonly (Tensor | null)[];
}

/** Several ops as one, which see to their way back themselves. */
export interface BlockNode extends Recorded {
  /** What it read of variables that it had assigned to, beside its inputs. */
  readonly reads: readonly Tensor[];
  /** Adds to the cotangents of its inputs what follows from those of what it made, one of which is there at least. */
  readonly passBack: (cotangents: CotangentsOf) => void;
}

/** What is on a tape. */
export type Node = OpNode | BlockNode;

/** What is told of ops as they run: a tape, or what takes the place of tapes for a while. */
export interface Recording {
  /** Its number, or that of the tape in whose place it is. */
  readonly id: number;
  /** Whether it goes on. */
  readonly isOpen: boolean;
  /** Whether ops on a tensor are to be recorded. */
  depends(tensor: Tensor): boolean;
  /** Writes a node down. */
  record(node: Node): void;
  /** Whether it is to be told of each reading of a variable. */
  watchesReadingsOf(variable: TensorSlot): boolean;
  /** Follows a variable, read as this tensor. */
  watchReading(variable: TensorSlot, tensor: Tensor): void;
}

/**
 * What a tape can be asked a gradient for beside a tensor: a slot that holds one, such as a Variable.
 * @category Autograd
 */
export interface TensorSlot {
  /** The tensor in it now. */
  readonly value: Tensor;
}

// The tapes that record now, outermost first. A list, not a stack: a GradientTape may be closed at any time.
let recording: Recording[] = [];
let opened = 0;
// Numbers of the tapes that record or are paused.
const open = new Set<number>();

/** Records the ops that depend on what it watches, and owns their residuals. */
export class Tape implements Recording, Disposable {
  /** A number no other tape has. */
  readonly id: number = ++opened;
  /** Whether variables are watched as they are read. */
  readonly watchesVariables: boolean;
  /** What has been recorded, in order. */
  readonly nodes: Node[] = [];
  /** Of all ops on it, what is kept for the way back: no more than that, for who frees it must not lead to who holds the tape. */
  readonly kept: Disposable[][] = [];
  /** The tensors each watched variable was read as. */
  readonly readings = new Map<TensorSlot, Tensor[]>();
  #isOpen = true;
  #isDisposed = false;
  readonly #active = new Set<Tensor>();
  readonly #variables = new Set<TensorSlot>();

  /** Begins to record. */
  constructor(options: { watchesVariables?: boolean } = {}) {
    this.watchesVariables = options.watchesVariables ?? false;
    if (recording.length === 0) beginStep();
    recording.push(this);
    open.add(this.id);
  }

  /** Whether it records, unless it is paused. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether what it recorded is gone. */
  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  /** Follows a tensor: ops that depend on it are recorded from now on. */
  watch(tensor: Tensor): void {
    this.#active.add(tensor);
  }

  /** Follows a variable: the tensor in it now, and what is read from it later, should another be put in. */
  watchVariable(variable: TensorSlot, tensor: Tensor): void {
    this.#variables.add(variable);
    this.watchReading(variable, tensor);
  }

  /** Follows what is read of a variable from now on. */
  watchReadings(variable: TensorSlot): void {
    this.#variables.add(variable);
  }

  /** Whether a variable is watched as it is read. */
  watchesReadingsOf(variable: TensorSlot): boolean {
    return this.watchesVariables || this.#variables.has(variable);
  }

  /** Follows a variable, read as this tensor. */
  watchReading(variable: TensorSlot, tensor: Tensor): void {
    const known = this.readings.get(variable);
    // The same one is read again and again.
    if (known && known.lastIndexOf(tensor) >= 0) return;
    const first = youngList<Tensor>(1);
    first[0] = tensor;
    if (known) known.push(tensor);
    else this.readings.set(variable, first);
    this.watch(tensor);
  }

  /** Whether a tensor depends on what is watched. */
  depends(tensor: Tensor): boolean {
    return this.#active.has(tensor);
  }

  /** Writes a node down. */
  record(node: Node): void {
    for (const output of node.outputs) this.#active.add(output);
    this.nodes.push(node);
    if (!("passBack" in node)) this.kept.push(node.residuals);
  }

  /** Ends the recording; what is on the tape stays. */
  stop(): void {
    this.#isOpen = false;
    open.delete(this.id);
    const at = recording.indexOf(this);
    if (at >= 0) recording.splice(at, 1);
  }

  /** Ends the recording and frees the residuals. */
  [Symbol.dispose](): void {
    this.stop();
    this.#isDisposed = true;
    for (const { residuals } of this.nodes.splice(0)) dropResiduals(residuals);
  }
}

/** Retains tensors for the way back; of a tape that is forgotten the garbage collector tells. */
export function keepResiduals(tensors: Tensor[]): Tensor[] {
  for (const tensor of tensors) {
    tensor.retain();
    tensor[HELD]++;
  }
  return tensors;
}

/** Frees what the way back through a node would have needed. */
export function dropResiduals(residuals: (Disposable & { [HELD]?: number })[]) {
  let residual;
  while ((residual = residuals.pop())) {
    if (residual[HELD]) residual[HELD]--;
    residual[Symbol.dispose]();
  }
}

/** The tapes that record now, outermost first. */
export function recordingTapes(): readonly Recording[] {
  return recording;
}

/** The number of the outermost tape that records now, 0 if none does. */
export function recordingId(): number {
  return recordingTapes()[0]?.id ?? 0;
}

/** Whether the tape of a number records, or will go on to when a pause is over. */
export function isOpen(id: number): boolean {
  return open.has(id);
}

/** Tells the tapes that a variable is being read. */
export function noteReading(variable: TensorSlot, tensor: Tensor): void {
  for (const tape of recordingTapes()) {
    if (tape.watchesReadingsOf(variable)) tape.watchReading(variable, tensor);
  }
}

/**
 * Runs `f` while the tapes that record now do not: what it computes is a constant to them. Tapes opened inside record,
 * so that a gradient can be taken there.
 *
 * @throws {TypeError} if `f` is no function, or if it gives a promise while a tape records, which would record what `f`
 * does after an `await`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const slope = dg.grad((x: dg.Tensor) => x.mul(dg.noGrad(() => x.square())));
 * assertEquals(await slope(dg.tensor(3)).item(), 9); // 27 with the square recorded
 * ```
 *
 * @category Autograd
 */
export function noGrad<T>(f: () => T): T {
  checkArgumentCount("run without gradients", arguments, 1);
  checkFunction("run without gradients", f);
  const mayGoOn = recording.length > 0;
  const result = recordingOn([], f);
  if (mayGoOn && isThenable(result)) {
    // A rejection has nobody to handle it.
    result.then(undefined, () => {});
    throw new TypeError(
      "Cannot run without gradients: expected a function that has computed all when it returns (await outside), received one that gives a promise",
    );
  }
  return result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value &&
    typeof value.then === "function";
}

/** Runs `f` while all tapes but this one record: how a tape's own sweep stays off it. */
export function withoutTape<T>(tape: Tape, f: () => T): T {
  return recordingOn(recording.filter((other) => other !== tape), f);
}

/** Runs `f` while of the tapes open before only these record. */
export function recordingOn<T>(tapes: readonly Recording[], f: () => T): T {
  const before = recording;
  // A copy: what is opened inside is added to it.
  recording = [...tapes];
  try {
    return f();
  } finally {
    // What was closed inside stays closed, what was opened inside and is open still stays open.
    const added = recording.filter((one) =>
      !before.includes(one) && !tapes.includes(one)
    );
    recording = [...before.filter((tape) => tape.isOpen), ...added];
  }
}
