/** Changes that are made wholly or not at all. */

import type { Backend, Buffer, Outcome } from "../backends/backend.ts";
import { getBackend } from "../backends/default_backend.ts";
import { explainingMemory, withHolders } from "./memory.ts";
import type { Tensor } from "./tensor.ts";

/** A change of something that outlives the work it belongs to: a variable, a count, a stream of random numbers. */
export interface Change {
  /** The tensor that the change does away with. It lives until one of the two below is called, and is theirs to free. */
  readonly old?: Tensor;
  /** The one that takes its place. */
  readonly next?: Tensor;
  /** Called when nothing can fail any more. */
  kept?(): void;
  /** Restores what was before; later changes have been undone by then. */
  undone(): void;
}

/** A change, and the backend on whose work it depends; it hangs on that work in the end. */
class Noted implements Outcome {
  readonly backend: Backend | null;
  readonly change: Change;
  old: Buffer | undefined = undefined;
  next: Buffer | undefined = undefined;

  constructor(backend: Backend | null, change: Change) {
    this.backend = backend;
    this.change = change;
  }

  /** Offers the memory that the change does away with. */
  offer(): void {
    const { old, next } = this.change;
    if (!old || old.disposed) return;
    this.old = old.memory;
    old.offer();
    this.next = next?.memory;
  }

  kept(): void {
    const { old } = this.change;
    this.change.kept?.();
    // A tape may need it still: it is no longer offered then.
    if (old && !old.disposed) old.withdraw();
    old?.[Symbol.dispose]();
  }

  undone(): void {
    this.change.old?.withdraw();
    this.change.undone();
  }
}

/** A change of the first half of a step, of which several may say how it ends: the first is heard. */
class Halfway extends Noted {
  constructor({ backend, change }: Noted) {
    let isOver = false;
    const once = (end?: () => void) => () => {
      if (!isOver) end?.();
      isOver = true;
    };
    super(backend, {
      old: change.old,
      next: change.next,
      kept: once(() => change.kept?.()),
      undone: once(() => change.undone()),
    });
  }
}

/** The changes of the current transaction. */
let current: Noted[] | undefined;

/**
 * Notes a change that has been made. It is undone if the current transaction fails or, later, the work that the
 * backend has been given so far; a change that depends on no backend is undone with its transaction or step only.
 */
export function noteChange(backend: Backend | null, change: Change): void {
  note(new Noted(backend, change));
}

function note(noted: Noted): void {
  if (current) current.push(noted);
  else if (noted.backend) follow(noted.backend, noted);
  else noted.change.kept?.();
}

/** Runs `f`; if it throws, all changes that it noted are undone. */
export function transact<T>(f: () => T): T {
  const [result, changes] = gather(f);
  changes.forEach(note);
  return result;
}

/** Runs `f` and undoes all changes that it noted: only what it returns is left. */
export function withoutTrace<T>(f: () => T): T {
  const [result, changes] = gather(f);
  for (const { change } of changes.toReversed()) change.undone();
  return result;
}

/** Makes a change; `undone` takes it back if that throws, or if the current transaction fails. */
export function attempt(change: () => void, undone: () => void): void {
  try {
    change();
  } catch (error) {
    undone();
    throw error;
  }
  noteChange(null, { undone });
}

/**
 * Runs `f` as a step of its own on a backend: work that was called before is done before, and what `f` calls has been
 * done when this returns. If any of it fails, all changes that `f` noted are undone. A step within a step is part of it.
 */
export function asStep<T extends Disposable | void>(
  backend: Backend,
  f: () => T,
): T {
  if (current) return transact(f);
  backend.journal?.settle();
  return finish(backend, ...gather(() => inStep(backend, f)));
}

/** Runs `f` as part of a step. */
function inStep<T>({ journal }: Backend, f: () => T): T {
  if (!journal) return f();
  journal.isInStep = true;
  try {
    return f();
  } finally {
    journal.isInStep = false;
  }
}

/** Hangs the changes of a step on its work, and does that. */
function finish<T extends Disposable | void>(
  backend: Backend,
  result: T,
  changes: readonly Noted[],
): T {
  try {
    for (const noted of changes) follow(noted.backend ?? backend, noted);
    backend.journal?.settle();
    return result;
  } catch (error) {
    result?.[Symbol.dispose]();
    throw withHolders(backend, error);
  }
}

/**
 * A step in two halves, between which one may wait. If either half or the waiting fails, or what the device was given, all
 * changes of both are undone. It is a step of its own.
 */
export async function asStepInHalves<First, T extends Disposable | void>(
  backend: Backend,
  halves: {
    readonly first: () => First;
    readonly wait: (first: First) => Promise<void>;
    readonly second: (first: First) => T;
  },
): Promise<T> {
  backend.journal?.settle();
  const [first, noted] = gather(() => inStep(backend, halves.first));
  const before = noted.map((one) => new Halfway(one));
  let fault: Error | undefined;
  // The device may tell of a fault while one waits: it undoes what was changed last first, of steps before this one too.
  for (const { change, backend: own } of before) {
    (own ?? backend).journal?.follow({
      kept() {},
      undone(error) {
        fault = error;
        change.undone();
      },
    });
  }
  let result: T, after: readonly Noted[];
  try {
    await halves.wait(first);
    if (fault) throw fault;
    [result, after] = gather(() => inStep(backend, () => halves.second(first)));
  } catch (error) {
    for (const { change } of before.toReversed()) change.undone();
    throw error;
  }
  return finish(backend, result, [...before, ...after]);
}

/** Does all pending work where a step by hand begins, so that a failure in the step undoes nothing from before it. */
export function beginStep(): void {
  if (current) return;
  const backend = getBackend();
  explainingMemory(backend, () => backend.journal?.settle());
}

/** Whether a tensor may turn out to hold nothing: it waits to be computed, or the current transaction may fail. */
export function isUnsure(tensor: Tensor): boolean {
  return current !== undefined || isWaiting(tensor);
}

/** Computes a tensor now, so that no later failure can take it away; frees it if that fails. */
export function computeNow(tensor: Tensor): void {
  if (!isWaiting(tensor)) return;
  try {
    tensor.backend.journal?.settle();
  } catch (error) {
    tensor[Symbol.dispose]();
    throw withHolders(tensor.backend, error);
  }
}

function isWaiting(tensor: Tensor): boolean {
  const { journal } = tensor.backend;
  return journal !== undefined && journal.isWaiting(tensor.operand().buffer);
}

/** What `f` returns, and the changes that it noted; they are undone if it throws. */
function gather<T>(f: () => T): [T, readonly Noted[]] {
  const outer = current;
  const own: Noted[] = current = [];
  try {
    return [f(), own];
  } catch (error) {
    for (const { change } of own.reverse()) change.undone();
    throw error;
  } finally {
    current = outer;
  }
}

/** Ties a change to the work that a backend has been given, if that is not done yet. */
function follow({ journal }: Backend, noted: Noted): void {
  if (!journal) return noted.kept();
  noted.offer();
  journal.follow(noted);
}
