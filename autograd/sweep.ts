/** The backward sweep: from a value's cotangent to those of everything it depends on, last op first. */

import { add } from "./ops/elementwise.ts";
import { alias } from "./ops/alias.ts";
import { cast } from "./ops/cast.ts";
import { isObserved, observedBackward } from "./observer.ts";
import { onTheWayBack } from "./place.ts";
import { HAND_OVER, Scope } from "./scope.ts";
import { HELD } from "./storage.ts";
import { youngList } from "../config/young.ts";
import { type CotangentsOf, dropResiduals, type Node } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/** Cotangents by the tensor they belong to; it owns one share of each. */
export class Cotangents implements CotangentsOf, Disposable {
  readonly #of = new Map<Tensor, Tensor>();

  /**
   * Adds to a tensor's cotangent, which is stored as the tensor is; what a `scope` about to close owns is taken over from it.
   */
  accumulate(tensor: Tensor, cotangent: Tensor, scope?: Scope): void {
    const before = this.#of.get(tensor);
    const { dtype } = tensor;
    const part = cotangent.dtype === dtype ? cotangent : cast(cotangent, dtype);
    const total = before ? add(before, part) : part;
    if (!scope?.[HAND_OVER](total)) total.retain();
    total[HELD]++;
    this.#of.set(tensor, total);
    if (before) letGo(before);
  }

  /** The cotangent so far, if there is any. */
  get(tensor: Tensor): Tensor | undefined {
    return this.#of.get(tensor);
  }

  /** Leaves a tensor's cotangent to a scope, if there is any: the cotangent itself, or an alias where others own it too. */
  handOver(tensor: Tensor, scope: Scope): Tensor | undefined {
    const cotangent = this.#of.get(tensor);
    if (!cotangent || cotangent.isShared) return cotangent && alias(cotangent);
    this.#of.delete(tensor);
    cotangent[HELD]--;
    scope.adopt(cotangent);
    return cotangent;
  }

  /** Forgets a tensor's cotangent. */
  drop(tensor: Tensor): void {
    const cotangent = this.#of.get(tensor);
    if (cotangent) letGo(cotangent);
    this.#of.delete(tensor);
  }

  /** Forgets all. */
  [Symbol.dispose](): void {
    for (const cotangent of this.#of.values()) letGo(cotangent);
    this.#of.clear();
  }
}

function letGo(cotangent: Tensor): void {
  cotangent[HELD]--;
  cotangent[Symbol.dispose]();
}

/**
 * Walks a tape backwards, on the ways that lead to what is `wanted` alone: a tape may have recorded more, such as the
 * weights of both parts of a GAN. Cotangents of other tensors are freed once passed on; so are the residuals, unless the
 * tape is to be swept again (`keepTape`). `passed` is told of each node, by its place on the tape, when it is behind.
 */
export function sweep(
  nodes: Node[],
  cotangents: CotangentsOf,
  wanted: ReadonlySet<Tensor>,
  options: { keepTape: boolean; passed?: (at: number) => void },
): void {
  const leading = dependentsOf(wanted, nodes);
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    // Functions of the user's run on the way: what they get hold of may be the tape.
    if (!node) throw disposed();
    if (!options.keepTape) nodes.pop();
    try {
      passBack(node, cotangents, leading);
    } finally {
      if (!options.keepTape) dropResiduals(node.residuals);
    }
    for (const output of node.outputs) {
      if (!wanted.has(output)) cotangents.drop(output);
    }
    options.passed?.(at);
  }
}

function disposed(): ReferenceError {
  return new ReferenceError(
    "Cannot take a gradient: expected a GradientTape that is there until it is taken, received one that was disposed meanwhile",
  );
}

/** What a node takes, whose cotangents it adds to. */
export function takenBy(node: Node): readonly Tensor[] {
  return "passBack" in node ? [...node.inputs, ...node.reads] : node.inputs;
}

/** The tensors and all that was computed of them. */
function dependentsOf(
  tensors: ReadonlySet<Tensor>,
  nodes: readonly Node[],
): ReadonlySet<Tensor> {
  const all = new Set(tensors);
  for (const node of nodes) {
    if (!hasAny(all, takenBy(node))) continue;
    for (const output of node.outputs) all.add(output);
  }
  return all;
}

function hasAny(all: ReadonlySet<Tensor>, some: readonly Tensor[]): boolean {
  for (let i = 0; i < some.length; i++) if (all.has(some[i])) return true;
  return false;
}

/** Whether there is a cotangent of what a node made, and a way on. */
function isReached(
  { outputs }: Node,
  cotangents: CotangentsOf,
  leading: ReadonlySet<Tensor>,
): boolean {
  for (let i = 0; i < outputs.length; i++) {
    if (leading.has(outputs[i]) && cotangents.get(outputs[i])) return true;
  }
  return false;
}

function passBack(
  node: Node,
  cotangents: CotangentsOf,
  leading: ReadonlySet<Tensor>,
): void {
  if (!isReached(node, cotangents, leading)) return;
  // Not by `using`, which takes V8 longer than some ops: this is run for each.
  const temporaries = new Scope();
  try {
    onTheWayBack(node.place, () => {
      if ("passBack" in node) return node.passBack(cotangents);
      const cotangent = cotangents.get(node.outputs[0])!;
      // Loops, for the same reason.
      const { inputs } = node, leads = youngList<boolean>(inputs.length);
      for (let i = 0; i < inputs.length; i++) leads[i] = leading.has(inputs[i]);
      const parts = isObserved()
        ? observedBackward(node, cotangent, leads)
        : node.pullback(cotangent, leads);
      for (let i = 0; i < parts.length; i++) {
        const part = parts[i];
        if (!part || !leads[i]) continue;
        cotangents.accumulate(inputs[i], part, temporaries);
      }
    });
  } finally {
    temporaries[Symbol.dispose]();
  }
}
