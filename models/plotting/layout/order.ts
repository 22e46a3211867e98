/** In which order vertices stand on their lines, so that few arrows cross. */

import type { Edge } from "./ranks.ts";

/** How often all lines are gone through. */
const SWEEPS = 24;

/** Lines of vertices, as they are to stand; edges lead from a line to the next. */
export function ordered(
  lines: readonly (readonly number[])[],
  edges: readonly Edge[],
): number[][] {
  const above = neighbours(edges, "to", "from");
  const below = neighbours(edges, "from", "to");
  let current = lines.map((line) => [...line]);
  let best = current, fewest = crossings(current, edges);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    current = current.map((line) => [...line]);
    const order = isDown ? current : current.toReversed();
    for (let i = 1; i < order.length; i++) {
      sortBy(order[i], order[i - 1], isDown ? above : below);
    }
    const found = crossings(current, edges);
    if (found < fewest) [best, fewest] = [current, found];
  }
  return best;
}

function neighbours(
  edges: readonly Edge[],
  of: keyof Edge,
  other: keyof Edge,
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const edge of edges) {
    found.set(edge[of], [...found.get(edge[of]) ?? [], edge[other]]);
  }
  return found;
}

/** Puts each vertex where its neighbours on the line before are in the mean; what has none stays where it is. */
function sortBy(
  line: number[],
  before: readonly number[],
  neighbours: ReadonlyMap<number, readonly number[]>,
): void {
  const places = new Map(before.map((vertex, i) => [vertex, i]));
  const scale = before.length / line.length;
  const wanted = new Map(line.map((vertex, i) => {
    const near = (neighbours.get(vertex) ?? []).map((one) => places.get(one)!);
    const mean = near.reduce((sum, place) => sum + place, 0) / near.length;
    return [vertex, near.length > 0 ? mean : i * scale];
  }));
  line.sort((a, b) => wanted.get(a)! - wanted.get(b)!);
}

/** How many pairs of arrows cross. */
function crossings(
  lines: readonly (readonly number[])[],
  edges: readonly Edge[],
): number {
  const places = new Map<number, number>();
  const lineOf = new Map<number, number>();
  lines.forEach((line, rank) =>
    line.forEach((vertex, i) => {
      places.set(vertex, i);
      lineOf.set(vertex, rank);
    })
  );
  const between = lines.map((): [from: number, to: number][] => []);
  for (const { from, to } of edges) {
    between[lineOf.get(from)!].push([places.get(from)!, places.get(to)!]);
  }
  return between.reduce((sum, arrows) => sum + crossingsOf(arrows), 0);
}

function crossingsOf(arrows: readonly [from: number, to: number][]): number {
  let count = 0;
  arrows.forEach(([from, to], i) => {
    for (let j = 0; j < i; j++) {
      if ((from - arrows[j][0]) * (to - arrows[j][1]) < 0) count++;
    }
  });
  return count;
}
