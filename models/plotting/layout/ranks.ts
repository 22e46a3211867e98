/** On which line each vertex of a graph stands: below all that lead to it, and inputs just above what they lead to. */

/** An arrow between two vertices, by their numbers. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

/** The lines of `count` vertices, counted from 0; the graph has no circles. */
export function ranksOf(count: number, edges: readonly Edge[]): number[] {
  const ranks = new Array<number>(count).fill(0);
  const waiting = new Array<number>(count).fill(0);
  for (const { to } of edges) waiting[to]++;
  const isInput = waiting.map((number) => number === 0);
  const ready = isInput.flatMap((is, vertex) => is ? [vertex] : []);
  for (let vertex = ready.pop(); vertex !== undefined; vertex = ready.pop()) {
    for (const { from, to } of edges) {
      if (from !== vertex) continue;
      ranks[to] = Math.max(ranks[to], ranks[from] + 1);
      if (--waiting[to] === 0) ready.push(to);
    }
  }
  return ranks.map((rank, vertex) => {
    const next = edges.filter(({ from }) => from === vertex)
      .map(({ to }) => ranks[to]);
    return isInput[vertex] && next.length > 0 ? Math.min(...next) - 1 : rank;
  });
}
