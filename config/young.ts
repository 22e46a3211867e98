/**
 * Lists that V8 makes among its young objects, for what every op makes and a step holds to its end.
 *
 * V8 notes for each `[]` and each `{}` of the source whether what it makes outlives a collection, and from then on makes it
 * among the old objects, where all that it points to stays until those are collected: the tensors of steps long over.
 * What comes from a class, from the methods of a list, or is a rest parameter, it makes young: so hold such things, not
 * literals.
 */

// Of objects, so that V8 need not find out each time what is in a list.
const templates: unknown[][] = [];

/** A list with so many places, all of which are to be filled: it has no room for more. */
export function youngList<T>(length: number): T[] {
  templates[length] ??= Array.from({ length }, () => null);
  return templates[length].slice() as T[];
}

/** A list of these. */
export function youngOf<T extends unknown[]>(...items: T): T {
  return items;
}
