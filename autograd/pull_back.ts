/** From a tape to gradients: of each source all that the sweep brings back to it, told as soon as it is complete. */

import { full } from "./create.ts";
import { alias } from "./ops/alias.ts";
import { Scope } from "./scope.ts";
import { Cotangents, sweep, takenBy } from "./sweep.ts";
import type { Node, Tape, TensorSlot } from "./tape.ts";
import { Tensor } from "./tensor.ts";

/**
 * What a gradient can be taken with respect to: a tensor, or a variable.
 * @category Autograd
 */
export type Source = Tensor | TensorSlot;

/**
 * Is told of a gradient, and of the place of its source among all.
 * @category Autograd
 */
export type GradientListener = (gradient: Tensor, place: number) => void;

/**
 * One backward sweep from `value`: for each source the gradient, of a variable the sum over all that was read of it.
 * `onGradient` is told of each as soon as nothing adds to it any more.
 */
export function pullBack(
  { nodes, readings }: Tape,
  value: Tensor,
  sources: readonly Source[],
  options: {
    readonly keepTape: boolean;
    readonly seed?: Tensor;
    readonly onGradient?: GradientListener;
  },
): (Tensor | null)[] {
  const groups = sources.map((source) =>
    source instanceof Tensor ? [source] : readings.get(source) ?? []
  );
  const all = groups.flat(), wanted = new Set(all);
  using scope = new Scope();
  using cotangents = new Cotangents();
  const seed = options.seed ?? full(value.shape, 1, value.backend);
  cotangents.accumulate(value, seed);
  const { keepTape, onGradient } = options;
  const take = (tensors: readonly Tensor[]) => {
    // Where two ask for the same, or the sweep goes on with it, each gets its own.
    const isAlone = tensors.length === 1 && wanted.size === all.length;
    if (isAlone && !onGradient) {
      return cotangents.handOver(tensors[0], scope) ?? null;
    }
    using total = new Cotangents();
    for (const tensor of tensors) {
      const part = cotangents.get(tensor);
      if (part) total.accumulate(tensors[0], part);
    }
    const gradient = total.get(tensors[0]);
    return gradient ? alias(gradient) : null;
  };
  const told = new Map<number, Tensor | null>();
  const tell = (place: number) => {
    if (told.has(place)) return;
    const gradient = take(groups[place]);
    told.set(place, gradient);
    if (gradient) onGradient?.(gradient, place);
  };
  const final = onGradient && placesByFirstUse(nodes, groups);
  sweep(nodes, cotangents, wanted, {
    keepTape,
    passed: final && ((at) => final.get(at)?.forEach(tell)),
  });
  return groups.map((group, place) => {
    if (onGradient) tell(place);
    const gradient = onGradient ? told.get(place)! : take(group);
    return gradient && scope.keep(gradient);
  });
}

/** Which groups of tensors are first taken by the node at a place, behind which nothing adds to their cotangents. */
function placesByFirstUse(
  nodes: readonly Node[],
  groups: readonly (readonly Tensor[])[],
): ReadonlyMap<number, readonly number[]> {
  const groupOf = new Map<Tensor, number[]>();
  groups.forEach((tensors, place) => {
    for (const tensor of tensors) {
      groupOf.set(tensor, [...groupOf.get(tensor) ?? [], place]);
    }
  });
  const seen = new Set<number>(), byNode = new Map<number, number[]>();
  nodes.forEach((node, at) => {
    for (const tensor of takenBy(node)) {
      for (const place of groupOf.get(tensor) ?? []) {
        if (seen.has(place)) continue;
        seen.add(place);
        byNode.set(at, [...byNode.get(at) ?? [], place]);
      }
    }
  });
  return byNode;
}
