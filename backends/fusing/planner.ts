/** Plans traces, and keeps each plan for traces with the same signature. */

import { fuseProducers } from "./producer_fusion.ts";
import { fuseEpilogue } from "./epilogue_fusion.ts";
import { Graph, isPresent } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { type MemoryRules, schedule } from "./schedule.ts";
import { fuseHorizontally } from "./horizontal_fusion.ts";
import { mix } from "../mix.ts";
import type { Trace } from "./trace.ts";

/** Numbers in all signatures beyond which all plans are forgotten. */
const MOST_KEPT = 2 ** 20;

/** What the kernels of a backend can do. */
export interface Rules extends MemoryRules {
  /** Operands that a kernel may have, outputs included. */
  readonly maxOperands: number;
}

/** The plans of a backend. */
export class Planner {
  readonly #rules: Rules;
  readonly #plans = new Map<
    number,
    { signature: Float64Array; plan: Plan }[]
  >();
  #made = 0;
  #kept = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  /** How many plans have been made. */
  get made(): number {
    return this.#made;
  }

  /** The plan of a trace. */
  planOf(trace: Trace): Plan {
    const signature = trace.signature();
    const sum = sumOf(signature);
    const alike = this.#plans.get(sum) ?? [];
    const known = alike.find((other) => isSame(other.signature, signature));
    if (known) return known.plan;
    const kept = signature.slice();
    const plan = planTrace(trace, this.#rules);
    this.#made++;
    this.#kept += signature.length;
    if (this.#kept > MOST_KEPT) {
      this.#plans.clear();
      this.#kept = signature.length;
    }
    const others = this.#plans.get(sum) ?? [];
    this.#plans.set(sum, [...others, { signature: kept, plan }]);
    return plan;
  }
}

// Loops, since a command has some forty numbers.

function sumOf(tokens: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < tokens.length; i++) sum = mix(sum, tokens[i]);
  return sum;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Fuses the commands of a trace, then orders the kernels. */
export function planTrace(
  trace: Trace,
  rules: Rules,
  graph: Graph = new Graph(trace),
): Plan {
  const most = rules.maxOperands;
  const { nodes } = graph;
  for (const node of nodes) fuseProducers(graph, node, most);
  for (const node of nodes) {
    if (isPresent(node)) fuseEpilogue(graph, node, most);
  }
  nodes.forEach((_, i) => fuseHorizontally(graph, nodes, i, most));
  return schedule(graph, rules, trace.mayOverwrite);
}
