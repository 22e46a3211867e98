/** Folds of one term each, which are maps. */

import type { ReduceFn } from "./backend.ts";
import { binary, constant, type Expr } from "./expr.ts";

const ZERO = constant(0);
const known = new WeakMap<Expr, Expr>();

/** What a fold of one term makes of it: the sum begins with 0, to which -0 adds nothing. */
export function mapsOfOne(fn: ReduceFn, maps: readonly Expr[]): Expr[] {
  return maps.map((map) => {
    if (fn === "max") return map;
    const sum = known.get(map) ?? binary("add", map, ZERO);
    known.set(map, sum);
    return sum;
  });
}
