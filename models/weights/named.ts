/** Weights in files that know them by their paths. */

import { numbered } from "../../variables/naming.ts";
import type { Variable } from "../../variables/variable.ts";
import type { Found, Match, Matches } from "./put.ts";

/** Arrays by name. */
export type NamedArrays = Readonly<Record<string, Omit<Found, "name">>>;

/**
 * What a file has for weights. Numbers in the names of layers differ from one run to the next: where the file has not all
 * paths, but as many arrays, in the order of the weights (`isOrdered`), of the same names but for such numbers, these are
 * meant.
 */
export function matchNamed(
  arrays: NamedArrays,
  weights: readonly Variable[],
  isOrdered: boolean,
): Matches {
  const names = Object.keys(arrays), paths = ownPaths(weights);
  const has = (name: string) => Object.hasOwn(arrays, name);
  const inTurn = isOrdered && names.length === weights.length &&
    !paths.every(has) && isRenumbered(names, paths);
  const matches = weights.map((variable, i): Match => {
    const name = inTurn ? names[i] : paths[i];
    return {
      wanted: name,
      variable,
      found: has(name) ? { name, ...arrays[name] } : null,
    };
  });
  const used = new Set(matches.map(({ wanted }) => wanted));
  return { matches, extra: names.filter((name) => !used.has(name)) };
}

/**
 * The paths of weights, each its own: two models of one name in a third, of which one may be a clone of the other, get
 * numbers in their order.
 */
export function ownPaths(weights: readonly { path: string }[]): string[] {
  const taken = new Set<string>();
  return weights.map(({ path }) => {
    const [root, ...rest] = path.split("/");
    const below = (name: string) => [name, ...rest].join("/");
    const own = below(numbered(root, (name) => taken.has(below(name))));
    taken.add(own);
    return own;
  });
}

/** Whether the names are the paths with other numbers at the ends of their parts, which go up where those of the paths do. */
function isRenumbered(
  names: readonly string[],
  paths: readonly string[],
): boolean {
  const last = new Map<string, readonly [name: number, path: number]>();
  return paths.every((path, i) => {
    const wanted = path.split("/"), found = names[i].split("/");
    return wanted.length === found.length && wanted.every((part, depth) => {
      const [base, number] = split(part);
      const [otherBase, other] = split(found[depth]);
      const key = `${wanted.slice(0, depth).join("/")}/${base}`;
      const [otherBefore, before] = last.get(key) ?? [other, number];
      last.set(key, [other, number]);
      return base === otherBase &&
        Math.sign(number - before) === Math.sign(other - otherBefore);
    });
  });
}

/** A name without the number at its end, and the number: `dense` is number 0 of its kind, as `dense_1` is the next. */
function split(name: string): [base: string, number: number] {
  const [, base, number] = /^(.*?)(?:_(\d+))?$/.exec(name) ?? [];
  return [base ?? name, Number(number ?? 0)];
}
