/** The losses that calls of layers leave behind, and how long they count. */

import { alias } from "../autograd/ops/alias.ts";
import { currentScope, outsideScopes, Scope } from "../autograd/scope.ts";
import { isOpen, recordingId } from "../autograd/tape.ts";
import { Tensor } from "../autograd/tensor.ts";

// What the outermost call that is at work has left so far, its sublayers' included.
let collected: Tensor[] | undefined;
let outermostCalls = 0;
// Whether a scope will own what it leaves.
let surrounded = false;

/** The number of the call that goes on or ended last, those inside it not counted. */
export function outermostCall(): number {
  return outermostCalls;
}

/** What a layer gives: a tensor, or several. */
type Outputs = Tensor | readonly Tensor[];

/**
 * Runs the call of a layer in a scope of its own: only what it returns lives on, and the losses that it and its
 * sublayers leave, whatever scopes they open. What the call did not make itself, such as its input or a weight's value,
 * is given as an alias, for whoever disposes the output must not take it along.
 */
export function runCall(call: () => Outputs): Outputs {
  if (collected) return runInScope(call);
  const losses: Tensor[] = collected = [];
  outermostCalls++;
  surrounded = currentScope() !== undefined;
  try {
    return runInScope(call);
  } finally {
    collected = undefined;
    for (const loss of losses) currentScope()?.adopt(loss);
  }
}

function runInScope(call: () => Outputs): Outputs {
  // Not by `using`, which takes V8 as long as much of a call.
  const scope = new Scope();
  const keep = (output: Tensor) =>
    scope.keep(scope.owns(output) ? output : alias(output));
  try {
    const output = call();
    return output instanceof Tensor ? keep(output) : output.map(keep);
  } finally {
    scope[Symbol.dispose]();
  }
}

// Those that are told of each loss.
const listeners: Tensor[][] = [];

/** Runs `f`; gives also the losses that it leaves. */
export function withLosses<T>(f: () => T): [result: T, losses: Tensor[]] {
  const losses: Tensor[] = [];
  listeners.push(losses);
  try {
    return [f(), losses];
  } finally {
    listeners.splice(listeners.indexOf(losses), 1);
  }
}

// While a call is run again: what it leaves, by whose it is. Nobody outside sees it.
let apart: Map<CallLosses, Tensor[]> | undefined;

/** Runs again what has left losses; gives also those that it leaves now, which belong to the scope around. */
export function withLossesApart<T>(
  f: () => T,
): [result: T, losses: Tensor[]] {
  const outer = apart;
  apart = new Map();
  try {
    const [result, losses] = withLosses(f);
    for (const loss of losses) currentScope()?.adopt(loss);
    return [result, losses];
  } finally {
    apart = outer;
  }
}

// The recordings that go on in which a loss has been left, of whichever layer.
const left = new Set<number>();

/** Whether any layer's calls may have left losses that count now. */
export function mayHaveLeft(): boolean {
  const recording = recordingId();
  return apart !== undefined || recording === 0 || left.has(recording);
}

function noteLeft(recording: number): void {
  for (const id of left) if (!isOpen(id)) left.delete(id);
  left.add(recording);
}

/** Losses left in one recording, or in one outermost call where nothing recorded. */
interface Period {
  id: number;
  losses: { readonly loss: Tensor; readonly scoped: boolean }[];
}

/** The losses that one layer's calls have left. */
export class CallLosses {
  // Apart, so that neither a call under noGrad nor a tape opened there ends what another tape is gathering.
  #recorded: Period[] = [];
  readonly #unrecorded: Period = { id: 0, losses: [] };
  #latest = this.#unrecorded;

  /** Adds a loss to those of the recording that goes on, or of the outermost call where nothing records. */
  add(loss: Tensor): void {
    const own = outsideScopes(() => alias(loss));
    for (const listener of listeners) listener.push(own);
    if (apart) {
      apart.set(this, [...apart.get(this) ?? [], own]);
      return;
    }
    const recording = recordingId();
    const id = recording || outermostCalls;
    if (recording) noteLeft(recording);
    const period = recording ? this.#periodOf(id) : this.#unrecorded;
    if (period.id !== id) clear(period);
    if (collected) collected.push(own);
    else currentScope()?.adopt(own);
    const scoped = collected ? surrounded : currentScope() !== undefined;
    period.losses.push({ loss: own, scoped });
    period.id = id;
    this.#latest = period;
  }

  /** Those that count now: of the recording that goes on, or the latest where nothing records. */
  get current(): Tensor[] {
    if (apart) return apart.get(this) ?? [];
    const recording = recordingId();
    const period = recording
      ? this.#recorded.find(({ id }) => id === recording)
      : this.#latest;
    if (!period) return [];
    return period.losses.map(({ loss }) => loss)
      .filter((loss) => !loss.disposed);
  }

  /** The period of a recording; those of recordings that are over end when a new one begins. */
  #periodOf(recording: number): Period {
    const known = this.#recorded.find(({ id }) => id === recording);
    if (known) return known;
    const period = { id: recording, losses: [] };
    this.#recorded.filter(({ id }) => !isOpen(id)).forEach(clear);
    this.#recorded = this.#recorded.filter(({ id }) => isOpen(id));
    this.#recorded.push(period);
    return period;
  }
}

function clear(period: Period): void {
  for (const { loss, scoped } of period.losses) {
    if (!scoped) loss[Symbol.dispose]();
  }
  period.losses = [];
}
