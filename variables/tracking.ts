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
  const look = (value: unknown): void => {
    if (isWanted(value)) found.push(value);
    else if (isCollection(value) && !isClosed(value)) {
      // Most hold no collection at all.
      seen ??= new Set([holder]);
      if (seen.has(value)) return;
      seen.add(value);
      visit(value);
    }
  };
  const visit = (collection: object): void => {
    if (Array.isArray(collection)) return collection.forEach(look);
    if (collection instanceof Map || collection instanceof Set) {
      collection.forEach(look);
    }
    // No list is made of them, since a step goes through the properties of all layers.
    const properties = collection as Readonly<Record<string, unknown>>;
    for (const name in properties) {
      if (Object.hasOwn(properties, name)) look(properties[name]);
    }
  };
  visit(holder);
  return found;
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
