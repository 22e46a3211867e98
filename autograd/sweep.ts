/** The backward sweep: from a value's cotangent to those of everything it depends on, last op first. */

import { add } from "./ops/elementwise.ts";
import { isObserved, observedBackward } from "./observer.ts";
import { onTheWayBack } from "./place.ts";
import { Scope } from "./scope.ts";
import { type CotangentsOf, dropResiduals, type Node } from "./tape.ts";
import type { Tensor } from "./tensor.ts";

/** Cotangents by the tensor they belong to; it owns one share of each. */
export class Cotangents implements CotangentsOf, Disposable {
  readonly #of = new Map<Tensor, Tensor>();

  /** Adds to a tensor's cotangent. */
  accumulate(tensor: Tensor, cotangent: Tensor): void {
    const before = this.#of.get(tensor);
    const total = before ? add(before, cotangent) : cotangent;
    this.#of.set(tensor, total.retain());
    before?.[Symbol.dispose]();
  }

  /** The cotangent so far, if there is any. */
  get(tensor: Tensor): Tensor | undefined {
    return this.#of.get(tensor);
  }

  /** Forgets a tensor's cotangent. */
  drop(tensor: Tensor): void {
    this.#of.get(tensor)?.[Symbol.dispose]();
    this.#of.delete(tensor);
  }

  /** Forgets all. */
  [Symbol.dispose](): void {
    for (const cotangent of this.#of.values()) cotangent[Symbol.dispose]();
    this.#of.clear();
  }
}

/**
 * Walks a tape backwards. Cotangents of tensors that `wanted` does not name are freed once passed on; so are the
 * residuals, unless the tape is to be swept again (`keepTape`).
 */
export function sweep(
  nodes: Node[],
  cotangents: CotangentsOf,
  wanted: ReadonlySet<Tensor>,
  options: { keepTape: boolean },
): void {
  for (let at = nodes.length - 1; at >= 0; at--) {
    const node = nodes[at];
    if (!options.keepTape) nodes.pop();
    try {
      passBack(node, cotangents);
    } finally {
      if (!options.keepTape) dropResiduals(node);
    }
    for (const output of node.outputs) {
      if (!wanted.has(output)) cotangents.drop(output);
    }
  }
}

function passBack(node: Node, cotangents: CotangentsOf): void {
  const isReached = node.outputs.some((output) => cotangents.get(output));
  if (!isReached) return;
  using _temporaries = new Scope();
  onTheWayBack(node.place, () => {
    if ("passBack" in node) return node.passBack(cotangents);
    const cotangent = cotangents.get(node.outputs[0])!;
    const parts = isObserved()
      ? observedBackward(node, cotangent)
      : node.pullback(cotangent);
    parts.forEach((part, i) => {
      if (part) cotangents.accumulate(node.inputs[i], part);
    });
  });
}
