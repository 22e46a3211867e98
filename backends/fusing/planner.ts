/** Makes plans of windows, and keeps them for windows that are built alike. */

import { absorbInputs } from "./absorb.ts";
import { finishCall } from "./finish.ts";
import { Graph, isPresent } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { type MemoryRules, schedule } from "./schedule.ts";
import { joinSibling } from "./siblings.ts";
import { mix, type Window } from "./window.ts";

/** Numbers, by which plans are told apart, beyond which all plans are forgotten. */
const MOST_KEPT = 2 ** 20;

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
  #kept = 0;

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
    const sum = sumOf(signature);
    const alike = this.#plans.get(sum) ?? [];
    const known = alike.find((other) => isSame(other.signature, signature));
    if (known) return known.plan;
    const plan = planWindow(window, this.#rules);
    this.#made++;
    this.#kept += signature.length;
    if (this.#kept > MOST_KEPT) {
      this.#plans.clear();
      this.#kept = signature.length;
    }
    const others = this.#plans.get(sum) ?? [];
    this.#plans.set(sum, [...others, { signature: [...signature], plan }]);
    return plan;
  }
}

// Loops, for they run over some forty numbers a command.

function sumOf(tokens: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < tokens.length; i++) sum = mix(sum, tokens[i]);
  return sum;
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Fuses what can be fused, then says when what runs. */
export function planWindow(
  window: Window,
  rules: Rules,
  graph: Graph = new Graph(window),
): Plan {
  const most = rules.maxOperands;
  const { nodes } = graph;
  for (const node of nodes) absorbInputs(graph, node, most);
  for (const node of nodes) if (isPresent(node)) finishCall(graph, node, most);
  nodes.forEach((_, i) => joinSibling(graph, nodes, i, most));
  return schedule(graph, rules, window.mayTake);
}
