/** Plans traces, and keeps each plan for traces with the same signature. */

import { fuseProducers } from "./producer_fusion.ts";
import { fuseEpilogue } from "./epilogue_fusion.ts";
import { Graph, isPresent } from "./graph.ts";
import type { Plan } from "./plan.ts";
import { type MemoryRules, schedule } from "./schedule.ts";
import { fuseHorizontally } from "./horizontal_fusion.ts";
import { mix } from "../mix.ts";
import type { Signature, Tokens } from "./tokens.ts";
import type { Trace } from "./trace.ts";

/** Numbers in all signatures beyond which all plans are forgotten. */
const MOST_KEPT = 2 ** 20;

/** What the kernels of a backend can do. */
export interface Rules extends MemoryRules {
  /** Operands that a kernel may have, outputs included. */
  readonly maxOperands: number;
}

/** A plan, and what tells for which traces it is. */
interface Known {
  readonly signature: Signature;
  readonly plan: Plan;
  /** The one that was asked for after it, the last time. */
  next?: Known;
}

/** The plans of a backend. */
export class Planner {
  readonly #rules: Rules;
  readonly #plans = new Map<number, Known[]>();
  #last: Known | undefined;
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
    const last = this.#last, tokens = trace.signature();
    const known = tokens.areExpected ? last!.next! : this.#find(trace, tokens);
    // Alone, it follows itself.
    known.next ??= known;
    if (last) last.next = known;
    this.#last = known;
    tokens.clear(known.next.signature);
    return known.plan;
  }

  #find(trace: Trace, tokens: Tokens): Known {
    const { all } = tokens, sum = sumOf(all);
    const known = this.#plans.get(sum)
      ?.find(({ signature }) => isSame(signature.numbers, all));
    if (known) return known;
    const { signature } = tokens;
    const made: Known = { signature, plan: planTrace(trace, this.#rules) };
    this.#made++;
    this.#kept += all.length;
    if (this.#kept > MOST_KEPT) {
      this.#plans.clear();
      this.#kept = all.length;
    }
    this.#plans.set(sum, [...this.#plans.get(sum) ?? [], made]);
    return made;
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
