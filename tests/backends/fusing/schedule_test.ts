/** Kernels are joined so that an order is left, and a plan without an order is refused. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Operand } from "../../../backends/backend.ts";
import { binary, constant, input } from "../../../backends/expr.ts";
import type { Command } from "../../../backends/fusing/command.ts";
import {
  addDependency,
  Graph,
  type Node,
} from "../../../backends/fusing/graph.ts";
import { planTrace } from "../../../backends/fusing/planner.ts";
import { schedule } from "../../../backends/fusing/schedule.ts";
import { randomTrace, traceOf, value } from "./random_trace.ts";

const RULES = { maxOperands: 16, inPlace: true };
const twice = binary("mul", input(0), constant(2));
const add = binary("add", input(0), input(1));

function map(
  fn: Command["exprs"][0],
  inputs: Operand[],
  out: Operand,
): Command {
  const name = "elementwise";
  return {
    kind: "elementwise",
    name,
    exprs: [fn],
    inputs,
    reads: [],
    outs: [out],
  };
}

Deno.test("kernels that wait for each other in a circle are refused by name", () => {
  const [x, a, b] = [value(4), value(4), value(4)];
  const graph = new Graph(
    traceOf([map(twice, [x], a), map(add, [a, x], b)]),
  );
  const [first, second] = graph.nodes;
  addDependency(first, second);
  assertThrows(
    () => schedule(graph, RULES),
    Error,
    "Cannot plan kernels: expected an order, received elementwise 0 behind elementwise 1 behind elementwise 0",
  );
});

/** Whether a path leads from one node to another through a third, found by looking at all of them. */
function wouldFormCycle(graph: Graph, first: Node, last: Node): boolean {
  const seen = new Set<Node>();
  const visit = (node: Node): void => {
    for (const before of graph.before(node)) {
      if (seen.has(before) || (node === last && before === first)) continue;
      seen.add(before);
      visit(before);
    }
  };
  visit(last);
  return seen.has(first);
}

/** A graph that is asked twice. */
class Checked extends Graph {
  yes = 0;
  override wouldFormCycle(a: Node, b: Node): boolean {
    const known = super.wouldFormCycle(a, b);
    assertEquals(
      known,
      wouldFormCycle(this, a, b) || wouldFormCycle(this, b, a),
    );
    if (known) this.yes++;
    return known;
  }
}

Deno.test("what must not become one is known, whatever has been joined before", () => {
  let yes = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const elements = seed % 3 === 0 ? 2000 : 4;
    const trace = randomTrace(seed, { length: 30, elements });
    const graph = new Checked(trace);
    planTrace(trace, RULES, graph);
    yes += graph.yes;
  }
  assert(yes > 100, `${yes} times it was so`);
});

Deno.test("joining many commands looks at few of them each", () => {
  let looks = 0;
  class Counting extends Graph {
    override *before(node: Parameters<Graph["before"]>[0]) {
      looks++;
      yield* super.before(node);
    }
  }
  const count = (length: number): number => {
    looks = 0;
    const trace = randomTrace(length, {
      length,
      elements: 1000,
      isTame: true,
    });
    planTrace(trace, RULES, new Counting(trace));
    return looks / length;
  };
  const few = count(250), many = count(1000);
  assert(many < 2 * few, `${few} looks a command, then ${many}`);
  assertEquals(count(250), few);
});
