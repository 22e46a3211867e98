/** Finds what objects hold in their properties. */

import { Tensor } from "../autograd/tensor.ts";

/**
 * What `holder` holds of a kind, in the order of its properties: in a property itself, or in arrays, maps (their
 * values), sets and any other objects there, however deep. What lies in `#private` properties nobody can see.
 * Into what is `closed` it does not look.
 */
export function heldBy<T>(
  holder: object,
  isWanted: (value: unknown) => value is T,
  isClosed: (value: unknown) => boolean = () => false,
): T[] {
  const found: T[] = [];
  let seen: Set<object> | undefined;
  const visit = (collection: object): void => {
    const elements = elementsOf(collection);
    // A loop, since a step goes through the properties of all layers.
    for (let i = 0; i < elements.length; i++) {
      const value = elements[i];
      if (isWanted(value)) found.push(value);
      else if (isCollection(value) && !isClosed(value)) {
        // Most hold no collection at all.
        seen ??= new Set([holder]);
        if (seen.has(value)) continue;
        seen.add(value);
        visit(value);
      }
    }
  };
  visit(holder);
  return found;
}

function elementsOf(collection: object): readonly unknown[] {
  if (Array.isArray(collection)) return collection;
  const own = Object.values(collection);
  if (collection instanceof Map) return [...collection.values(), ...own];
  return collection instanceof Set ? [...collection, ...own] : own;
}

/** Whether to look into a value: tensors and raw numbers hold nothing, and may be large. */
function isCollection(value: unknown): value is object {
  return typeof value === "object" && value !== null &&
    !(value instanceof Tensor) && !ArrayBuffer.isView(value);
}

/** `root` and all below it, each once: parents before children, children in order. */
export function flatten<T>(
  root: T,
  childrenOf: (node: T) => readonly T[],
): T[] {
  const seen = new Set<T>();
  const visit = (node: T): void => {
    if (seen.has(node)) return;
    seen.add(node);
    childrenOf(node).forEach(visit);
  };
  visit(root);
  return [...seen];
}
