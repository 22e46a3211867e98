/** Reductions of a single term each, which are elementwise. */

import type { ReduceFn } from "./backend.ts";
import { binary, constant, type Expr } from "./expr.ts";

const ZERO = constant(0);
const known = new WeakMap<Expr, Expr>();

/** What a reduction makes of a single term. A sum starts from 0, so that -0 becomes 0. */
export function mapsOfOne(fn: ReduceFn, maps: readonly Expr[]): Expr[] {
  return maps.map((map) => {
    if (fn === "max") return map;
    const sum = known.get(map) ?? binary("add", map, ZERO);
    known.set(map, sum);
    return sum;
  });
}
