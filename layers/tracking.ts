/** Finds what objects hold in their properties. */

/**
 * What `holder` holds of a kind, in the order of its properties: in a property itself, in an array or in a plain object.
 */
export function heldBy<T>(
  holder: object,
  isWanted: (value: unknown) => value is T,
): T[] {
  return Object.values(holder).flatMap((value) => {
    if (isWanted(value)) return [value];
    return isCollection(value) ? heldBy(value, isWanted) : [];
  });
}

function isCollection(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ||
    Object.getPrototypeOf(value) === Object.prototype;
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
