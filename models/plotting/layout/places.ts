/** Where vertices stand on their lines: near to what they are joined to, and not too near to each other. */

import type { Edge } from "./ranks.ts";

/** How often all lines are gone through. */
const SWEEPS = 200;

/** A join of two vertices, and how much it matters that it is straight. */
export interface Join extends Edge {
  readonly weight: number;
}

/**
 * The middles of vertices along their lines. `distance` is how far the middles of two neighbours have to be from each
 * other.
 */
export function placesOf(
  lines: readonly (readonly number[])[],
  joins: readonly Join[],
  distance: (left: number, right: number) => number,
): Map<number, number> {
  const places = new Map<number, number>();
  for (const line of lines) {
    let at = 0;
    line.forEach((vertex, i) => {
      if (i > 0) at += distance(line[i - 1], vertex);
      places.set(vertex, at);
    });
    line.forEach((vertex) => places.set(vertex, places.get(vertex)! - at / 2));
  }
  const joined = new Map<number, Join[]>();
  for (const join of joins) {
    for (const end of [join.from, join.to]) {
      joined.set(end, [...joined.get(end) ?? [], join]);
    }
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const line of isDown ? lines : lines.toReversed()) {
      const wanted = line.map((vertex) => {
        const near = joined.get(vertex) ?? [];
        const weight = near.reduce((sum, join) => sum + join.weight, 0);
        const sum = near.reduce((sum, join) => {
          const other = join.from === vertex ? join.to : join.from;
          return sum + join.weight * places.get(other)!;
        }, 0);
        return weight > 0
          ? { at: sum / weight, weight }
          : { at: places.get(vertex)!, weight: 1e-3 };
      });
      const gaps = line.map((vertex, i) =>
        i > 0 ? distance(line[i - 1], vertex) : 0
      );
      apart(wanted, gaps).forEach((at, i) => places.set(line[i], at));
    }
  }
  return places;
}

/**
 * The places nearest to those wanted, in the sum of the weighted squares, that are at least the gaps apart. Without the
 * gaps they may only not fall, which pooling neighbours that do gives.
 */
function apart(
  wanted: readonly { readonly at: number; readonly weight: number }[],
  gaps: readonly number[],
): number[] {
  const pools: { sum: number; weight: number; count: number }[] = [];
  const mean = ({ sum, weight }: (typeof pools)[number]) => sum / weight;
  let shift = 0;
  const shifts = gaps.map((gap) => shift += gap);
  wanted.forEach(({ at, weight }, i) => {
    let pool = { sum: (at - shifts[i]) * weight, weight, count: 1 };
    while (pools.length > 0 && mean(pools[pools.length - 1]) > mean(pool)) {
      const last = pools.pop()!;
      pool = {
        sum: pool.sum + last.sum,
        weight: pool.weight + last.weight,
        count: pool.count + last.count,
      };
    }
    pools.push(pool);
  });
  return pools.flatMap((pool) => new Array<number>(pool.count).fill(mean(pool)))
    .map((at, i) => at + shifts[i]);
}
