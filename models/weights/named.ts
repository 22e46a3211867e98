/** Weights in files that know them by their paths. */

import type { Variable } from "../../variables/variable.ts";
import type { Found, Match, Matches } from "./put.ts";

/** Arrays by name. */
export type NamedArrays = Readonly<Record<string, Omit<Found, "name">>>;

/**
 * What a file has for weights. Names of layers differ from one run to the next: where the file has not all paths, but as
 * many arrays, in the order of the weights (`isOrdered`), each with its weight's own name, these are meant.
 */
export function matchNamed(
  arrays: NamedArrays,
  weights: readonly Variable[],
  isOrdered: boolean,
): Matches {
  const names = Object.keys(arrays);
  const has = (name: string) => Object.hasOwn(arrays, name);
  const inTurn = isOrdered && names.length === weights.length &&
    !weights.every(({ path }) => has(path)) &&
    weights.every(({ path }, i) => lastOf(path) === lastOf(names[i]));
  const matches = weights.map((variable, i): Match => {
    const name = inTurn ? names[i] : variable.path;
    return {
      wanted: name,
      variable,
      found: has(name) ? { name, ...arrays[name] } : null,
    };
  });
  const used = new Set(matches.map(({ wanted }) => wanted));
  return { matches, extra: names.filter((name) => !used.has(name)) };
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
