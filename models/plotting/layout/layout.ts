/** Boxes and arrows of a graph on a plane: lines of boxes from the top down, arrows around what they pass. */

import { ordered } from "./order.ts";
import { type Join, placesOf } from "./places.ts";
import { type Edge, ranksOf } from "./ranks.ts";

/** How large a box is. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place on the plane; `y` grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where all is. */
export interface Layout extends Size {
  /** The middle of each box. */
  readonly boxes: readonly Point[];
  /** The points that each arrow goes through, straight or in a curve by turns: an even number of them. */
  readonly arrows: readonly (readonly Point[])[];
}

/** Between boxes of a line, and between lines. */
const GAP = { across: 28, along: 44 };
/** Between an arrow that passes boxes and what is beside it. */
const PASSAGE = 14;
/** Between the points of a box at which arrows end. */
const MOST_BETWEEN_ENDS = 18;

/** Lays out boxes of these sizes with arrows between them; there are no circles. */
export function layout(
  sizes: readonly Size[],
  edges: readonly Edge[],
): Layout {
  const { ranks, chains } = withPassages(sizes.length, edges);
  const joins = chains.flatMap((chain) => joinsOf(chain, sizes.length));
  const lines = ordered(linesOf(ranks, joins), joins);
  const widthOf = (vertex: number) => sizes[vertex]?.width ?? 0;
  const places = placesOf(lines, joins, (left, right) => {
    const passages = Number(left >= sizes.length) +
      Number(right >= sizes.length);
    const gap = passages > 0 ? PASSAGE : GAP.across;
    return (widthOf(left) + widthOf(right)) / 2 + gap;
  });
  const bands = bandsOf(lines, sizes);
  const x = (vertex: number) => places.get(vertex)!;
  const middle = (vertex: number) => {
    const { top, bottom } = bands[ranks[vertex]];
    return (top + bottom) / 2;
  };
  const boxes = sizes.map((_, vertex) => ({ x: x(vertex), y: middle(vertex) }));
  const ends = endsOf(chains, sizes, x);
  const arrows = chains.map((chain, i) => {
    const [first, last] = [chain[0], chain[chain.length - 1]];
    const half = (vertex: number) => sizes[vertex].height / 2;
    const inner = chain.slice(1, -1).flatMap((vertex) => {
      const { top, bottom } = bands[ranks[vertex]];
      return [{ x: x(vertex), y: top }, { x: x(vertex), y: bottom }];
    });
    return [
      { x: x(first), y: middle(first) + half(first) },
      { x: x(first), y: bands[ranks[first]].bottom },
      ...inner,
      { x: ends[i], y: bands[ranks[last]].top },
      { x: ends[i], y: middle(last) - half(last) },
    ];
  });
  return fromZero(boxes, arrows, sizes);
}

/** The lines of all vertices; an arrow over several lines passes each by a vertex of its own. */
function withPassages(count: number, edges: readonly Edge[]) {
  const ranks = ranksOf(count, edges);
  const chains = edges.map(({ from, to }) => {
    const chain = [from];
    for (let rank = ranks[from] + 1; rank < ranks[to]; rank++) {
      chain.push(ranks.length);
      ranks.push(rank);
    }
    return [...chain, to];
  });
  return { ranks, chains };
}

/** What joins a chain; it matters most that what passes boxes is straight. */
function joinsOf(chain: readonly number[], count: number): Join[] {
  return chain.slice(1).map((to, i) => {
    const from = chain[i];
    const passages = Number(from >= count) + Number(to >= count);
    return { from, to, weight: [1, 2, 8][passages] };
  });
}

/** The vertices of each line, in the order in which arrows lead to them. */
function linesOf(ranks: readonly number[], joins: readonly Join[]): number[][] {
  const lines = Array.from(
    { length: Math.max(0, ...ranks) + 1 },
    (): number[] => [],
  );
  const seen = new Set<number>();
  const visit = (vertex: number): void => {
    if (seen.has(vertex)) return;
    seen.add(vertex);
    lines[ranks[vertex]].push(vertex);
    for (const { from, to } of joins) if (from === vertex) visit(to);
  };
  ranks.forEach((_, vertex) => visit(vertex));
  return lines;
}

/** Where each line begins and ends. */
function bandsOf(
  lines: readonly (readonly number[])[],
  sizes: readonly Size[],
): { readonly top: number; readonly bottom: number }[] {
  let top = 0;
  return lines.map((line) => {
    const heights = line.map((vertex) => sizes[vertex]?.height ?? 0);
    const band = { top, bottom: top + Math.max(0, ...heights) };
    top = band.bottom + GAP.along;
    return band;
  });
}

/** Where along its box each arrow ends: side by side, in the order in which they come. */
function endsOf(
  chains: readonly (readonly number[])[],
  sizes: readonly Size[],
  x: (vertex: number) => number,
): number[] {
  const ends = new Array<number>(chains.length);
  for (const vertex of sizes.keys()) {
    const sorted = [...chains.keys()]
      .filter((arrow) => chains[arrow].at(-1) === vertex)
      .sort((a, b) => x(chains[a].at(-2)!) - x(chains[b].at(-2)!));
    const between = Math.min(
      MOST_BETWEEN_ENDS,
      sizes[vertex].width / (sorted.length + 1),
    );
    sorted.forEach((arrow, i) => {
      ends[arrow] = x(vertex) + (i - (sorted.length - 1) / 2) * between;
    });
  }
  return ends;
}

/** The same with the least coordinates at zero. */
function fromZero(
  boxes: readonly Point[],
  arrows: readonly (readonly Point[])[],
  sizes: readonly Size[],
): Layout {
  const all = [
    ...arrows.flat(),
    ...boxes.flatMap(({ x, y }, i) => {
      const { width, height } = sizes[i];
      return [
        { x: x - width / 2, y: y - height / 2 },
        { x: x + width / 2, y: y + height / 2 },
      ];
    }),
  ];
  const left = Math.min(...all.map(({ x }) => x));
  const top = Math.min(...all.map(({ y }) => y));
  const moved = ({ x, y }: Point) => ({ x: x - left, y: y - top });
  return {
    width: Math.max(...all.map(({ x }) => x)) - left,
    height: Math.max(...all.map(({ y }) => y)) - top,
    boxes: boxes.map(moved),
    arrows: arrows.map((points) => points.map(moved)),
  };
}
