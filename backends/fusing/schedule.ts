/** The order in which kernels run, and the lifetimes of their buffers. */

import { type Graph, isPresent, type Node } from "./graph.ts";
import { FIXED } from "./command.ts";
import { laidOut } from "./layout.ts";
import type { Launch, Place, Plan } from "./plan.ts";
import { joinRows } from "./rows_together.ts";
import { isWhole, sameView } from "./views.ts";

/** Whether a backend can work in place. */
export interface MemoryRules {
  /** Whether an output of an elementwise kernel may be an input with the same view. */
  readonly inPlace: boolean;
  /** Whether it has a way to run kernels row by row. */
  readonly byRows?: boolean;
  /** If it has a way to run kernels again as a whole, the elements by which parts of a block are apart. */
  readonly alignment?: number;
}

/**
 * The plan for the nodes of a graph. If it `mayOverwrite` what is offered, it does so after all other work.
 *
 * @throws {Error} if nodes wait for each other in a cycle: nodes have been fused that must not be.
 */
export function schedule(
  graph: Graph,
  { inPlace, byRows = false, alignment }: MemoryRules,
  mayOverwrite = false,
): Plan {
  const order = mayOverwrite ? riskLast(graph, inOrder(graph)) : inOrder(graph);
  const last = new Map<number, number>();
  order.forEach((node, at) => {
    for (const { buffer } of placesOf(node)) last.set(buffer, at);
  });
  const frees: number[][] = order.map(() => []);
  // What is offered is freed by its owner, once all has been done.
  const offered: number[][] = order.map(() => []);
  const unused: number[] = [];
  graph.facts.forEach(({ isDead, heir }, buffer) => {
    if (!isDead) return;
    const at = last.get(buffer);
    if (at !== undefined) {
      (heir === undefined ? frees : offered)[at].push(buffer);
    } else if (heir === undefined) unused.push(buffer);
  });
  const launches = order.map((node, at): Launch => {
    const ends = mayOverwrite ? [...frees[at], ...offered[at]] : frees[at];
    const reuses = inPlace ? reusesOf(graph, node, ends) : [];
    const taken = new Set(reuses.map(([from]) => from));
    const { kind, name, command, exprs, inputs, reads, outs } = node;
    const isPlainCall = kind === "call" && inputs.length === 0 &&
      exprs[0]?.fn === "input";
    return {
      kind,
      isFixed: FIXED.has(name),
      command,
      exprs: isPlainCall ? [] : exprs,
      inputs,
      reads,
      outs,
      reuses,
      frees: frees[at].filter((buffer) => !taken.has(buffer)),
    };
  });
  const plan = {
    frees: unused,
    launches: byRows ? joinRows(launches) : launches,
  };
  if (alignment === undefined || mayOverwrite) return plan;
  return laidOut(plan, graph.facts, alignment);
}

function placesOf({ inputs, reads, outs }: Node): Place[] {
  return [...inputs, ...reads, ...outs];
}

/** The order of the commands, except that what a node needs runs before it. */
function inOrder(graph: Graph): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>(), waiting = new Set<Node>();
  const visit = (node: Node): void => {
    if (done.has(node)) return;
    if (waiting.has(node)) throw cycle([...waiting], node);
    waiting.add(node);
    for (const before of graph.before(node)) visit(before);
    waiting.delete(node);
    done.add(node);
    order.push(node);
  };
  graph.nodes.filter(isPresent).sort((a, b) => a.at - b.at).forEach(visit);
  return order;
}

/** The same order, but elementwise kernels that may overwrite what is offered, and what needs them, come last. */
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

function cycle(waiting: readonly Node[], node: Node): Error {
  const names = [...waiting.slice(waiting.indexOf(node)), node]
    .map(({ name, command }) => `${name} ${command}`);
  return new Error(
    `Cannot plan kernels: expected an order, received ${
      names.join(" behind ")
    }`,
  );
}

/** Outputs of an elementwise kernel that can have the memory of an input whose last use it is. */
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
      facts[place.buffer].dtype === fact.dtype &&
      sameView(place.view, view) &&
      (facts[place.buffer].heir ?? buffer) === buffer
    );
    // Memory from before the trace goes to what outlives it, so that the next training step finds its own where this did.
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
