/** Makes plans of windows, and keeps them for windows that are built alike. */

import { absorbInputs } from "./absorb.ts";
import { finishCall } from "./finish.ts";
import { Graph, isPresent } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { type MemoryRules, schedule } from "./schedule.ts";
import { joinSibling } from "./siblings.ts";
import { mix, type Window } from "./window.ts";

/** Plans kept at most. */
const MOST_PLANS = 512;

/** What a backend lets a kernel do. */
export interface Rules extends MemoryRules {
  /** Operands that a kernel may have, outputs included. */
  readonly maxOperands: number;
}

/** The plans of a backend. */
export class Planner {
  readonly #rules: Rules;
  readonly #plans = new Map<
    number,
    { signature: readonly number[]; plan: Plan }[]
  >();
  #made = 0;

  /** A planner without plans. */
  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** How many plans have been made. */
  get made(): number {
    return this.#made;
  }

  /** The plan of a window. */
  planOf(window: Window): Plan {
    const signature = window.signature();
    const sum = signature.reduce(mix, 0);
    const alike = this.#plans.get(sum) ?? [];
    const known = alike.find((other) => isSame(other.signature, signature));
    if (known) return known.plan;
    if (this.#made++ % MOST_PLANS === MOST_PLANS - 1) this.#plans.clear();
    const plan = planWindow(window, this.#rules);
    this.#plans.set(sum, [...alike, { signature, plan }]);
    return plan;
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, i) => token === b[i]);
}

/** Fuses what can be fused, then says when what runs. */
export function planWindow(window: Window, rules: Rules): Plan {
  const graph = new Graph(window), most = rules.maxOperands;
  const { nodes } = graph;
  for (const node of nodes) absorbInputs(graph, node, most);
  for (const node of nodes) if (isPresent(node)) finishCall(graph, node, most);
  nodes.forEach((_, i) => joinSibling(graph, nodes, i, most));
  return schedule(graph, rules);
}
