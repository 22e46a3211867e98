/** Finds what objects hold in their properties. */

/**
 * What `holder` holds of a kind, in the order of its properties: in a property itself, or in arrays and plain objects.
 */
export function heldBy<T>(
  holder: object,
  isWanted: (value: unknown) => value is T,
): T[] {
  const found: T[] = [];
  const seen = new Set<object>();
  const visit = (collection: object): void => {
    seen.add(collection);
    for (const value of Object.values(collection)) {
      if (isWanted(value)) found.push(value);
      else if (isCollection(value) && !seen.has(value)) visit(value);
    }
  };
  visit(holder);
  return found;
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
