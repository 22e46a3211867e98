/** Finds what objects hold in their properties. */

import { Tensor } from "../autograd/tensor.ts";

/** What is looked for. */
interface Wanted<T extends object> {
  /** Whether an object is. */
  readonly is: (value: object) => value is T;
  /** Whether not to look into an object that is not. */
  readonly isClosed: (value: object) => boolean;
}

/**
 * What `holder` holds of a kind, in the order of its properties: in a property itself, or in arrays, maps (their
 * values), sets and any other objects there, however deep. What lies in `#private` properties nobody can see.
 * Into what is `closed` it does not look.
 */
export function heldBy<T extends object>(
  holder: object,
  is: (value: object) => value is T,
  isClosed: (value: object) => boolean = () => false,
): T[] {
  const found: T[] = [];
  visit(holder, { is, isClosed }, found);
  return found;
}

// Loops, since a step goes through the properties of all layers; `for in` would ask for each where it comes from.
function visit<T extends object>(
  holder: object,
  wanted: Wanted<T>,
  found: T[],
  seen?: Set<object>,
): void {
  const values = valuesOf(holder);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== "object" || value === null) continue;
    // Sizes and strides, which is all that most layers hold in lists.
    if (Array.isArray(value) && value.every(isNumber)) continue;
    if (wanted.is(value)) found.push(value);
    else if (!wanted.isClosed(value) && isCollection(value)) {
      // Most hold no collection at all.
      seen ??= new Set([holder]);
      if (seen.has(value)) continue;
      seen.add(value);
      visit(value, wanted, found, seen);
    }
  }
}

function valuesOf(holder: object): readonly unknown[] {
  if (Array.isArray(holder)) return holder;
  const own = Object.values(holder);
  return holder instanceof Map || holder instanceof Set
    ? [...holder.values(), ...own]
    : own;
}

/** Whether to look into an object: tensors and raw numbers hold nothing, and may be large. */
function isCollection(value: object): boolean {
  return !(value instanceof Tensor) && !ArrayBuffer.isView(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === "number";
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
