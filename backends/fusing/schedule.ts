/** In which order kernels run, and when memory comes and goes. */

import { type Graph, isPresent, type Node } from "./graph.ts";
import type { Place, Plan, Step } from "./plan.ts";
import { isWhole, sameView } from "./views.ts";

/** Whether a backend's maps may write where they read. */
export interface MemoryRules {
  /** Whether an output of a map may be an input with the same view. */
  readonly inPlace: boolean;
}

/**
 * The plan of what is left of a graph. If it `mayOverwrite` what is offered, it writes over that when nothing else is left to do.
 *
 * @throws {Error} if nodes wait for each other in a circle: something has been joined that must not be.
 */
export function schedule(
  graph: Graph,
  { inPlace }: MemoryRules,
  mayOverwrite = false,
): Plan {
  const order = mayOverwrite ? riskLast(graph, inOrder(graph)) : inOrder(graph);
  const last = new Map<number, number>();
  order.forEach((node, at) => {
    for (const { buffer } of placesOf(node)) last.set(buffer, at);
  });
  const frees: number[][] = order.map(() => []);
  // What is offered is given back by whoever offered it, once all has been done.
  const offered: number[][] = order.map(() => []);
  const unused: number[] = [];
  graph.facts.forEach(({ isDead, heir }, buffer) => {
    if (!isDead) return;
    const at = last.get(buffer);
    if (at !== undefined) {
      (heir === undefined ? frees : offered)[at].push(buffer);
    } else if (heir === undefined) unused.push(buffer);
  });
  const steps = order.map((node, at): Step => {
    const ends = mayOverwrite ? [...frees[at], ...offered[at]] : frees[at];
    const reuses = inPlace ? reusesOf(graph, node, ends) : [];
    const taken = new Set(reuses.map(([from]) => from));
    const { kind, command, exprs, inputs, reads, outs } = node;
    const isPlainCall = kind === "call" && inputs.length === 0 &&
      exprs[0]?.fn === "input";
    return {
      kind,
      command,
      exprs: isPlainCall ? [] : exprs,
      inputs,
      reads,
      outs,
      reuses,
      frees: frees[at].filter((buffer) => !taken.has(buffer)),
    };
  });
  return { frees: unused, steps };
}

function placesOf({ inputs, reads, outs }: Node): Place[] {
  return [...inputs, ...reads, ...outs];
}

/** The order of the commands, but for nodes that others have to wait for. */
function inOrder(graph: Graph): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>(), waiting = new Set<Node>();
  const visit = (node: Node): void => {
    if (done.has(node)) return;
    if (waiting.has(node)) throw circle([...waiting], node);
    waiting.add(node);
    for (const before of graph.before(node)) visit(before);
    waiting.delete(node);
    done.add(node);
    order.push(node);
  };
  graph.nodes.filter(isPresent).sort((a, b) => a.at - b.at).forEach(visit);
  return order;
}

/** The same order, but for maps that may write over what is offered, and what needs them: these come last. */
function riskLast(graph: Graph, order: Node[]): Node[] {
  const late = new Set<Node>();
  for (const node of order) {
    const reuses = node.kind === "elementwise" &&
      node.inputs.some(({ buffer }) => graph.facts[buffer].heir !== undefined);
    if (reuses || [...graph.before(node)].some((other) => late.has(other))) {
      late.add(node);
    }
  }
  return [...order.filter((node) => !late.has(node)), ...late];
}

function circle(waiting: readonly Node[], node: Node): Error {
  const names = [...waiting.slice(waiting.indexOf(node)), node]
    .map(({ name, command }) => `${name} ${command}`);
  return new Error(
    `Cannot plan kernels: expected an order, received ${
      names.join(" behind ")
    }`,
  );
}

/** Outputs that take the place of an input that nobody needs any more. */
function reusesOf(
  { facts }: Graph,
  { kind, inputs, outs }: Node,
  frees: readonly number[],
): [from: number, to: number][] {
  if (kind !== "elementwise") return [];
  const free = inputs.filter((place) =>
    frees.includes(place.buffer) &&
    isWhole(place.view, facts[place.buffer].length) &&
    inputs.filter(({ buffer }) => buffer === place.buffer).length === 1
  );
  const reuses: [number, number][] = [];
  for (const { buffer, view } of outs) {
    const fact = facts[buffer];
    if (!fact.isSimple || fact.isOld) continue;
    const fitting = free.filter((place) =>
      sameView(place.view, view) &&
      (facts[place.buffer].heir ?? buffer) === buffer
    );
    // What was there before takes turns with what stays, so that the next step finds its memory where this one did.
    const chosen = fitting.find((place) =>
      facts[place.buffer].isOld !== fact.isDead
    ) ??
      fitting[0];
    if (!chosen) continue;
    reuses.push([chosen.buffer, buffer]);
    free.splice(free.indexOf(chosen), 1);
  }
  return reuses;
}
