/** Kernels are joined so that an order is left, and a plan without an order is refused. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Operand } from "../../../backends/backend.ts";
import { binary, constant, input, unary } from "../../../backends/expr.ts";
import type { Command } from "../../../backends/fusing/command.ts";
import { ExprNumbers } from "../../../backends/fusing/expressions.ts";
import { Graph, wait } from "../../../backends/fusing/graph.ts";
import { LazyBuffer } from "../../../backends/fusing/lazy_buffer.ts";
import { planWindow } from "../../../backends/fusing/planner.ts";
import { schedule } from "../../../backends/fusing/schedule.ts";
import { Window } from "../../../backends/fusing/window.ts";
import { contiguous } from "../../../backends/view.ts";
import { generator } from "../../helpers/generator.ts";

const RULES = { maxOperands: 16, inPlace: true };
const twice = binary("mul", input(0), constant(2));
const add = binary("add", input(0), input(1));

function value(length: number): Operand {
  return {
    buffer: new LazyBuffer(length, 8 * length),
    view: contiguous([length]),
  };
}

function map(
  fn: Command["exprs"][0],
  inputs: Operand[],
  out: Operand,
): Command {
  const name = "elementwise";
  return { kind: "map", name, exprs: [fn], inputs, reads: [], outs: [out] };
}

function windowOf(commands: readonly Command[]): Window {
  const window = new Window(new ExprNumbers(), []);
  for (const command of commands) window.add(command);
  return window;
}

Deno.test("kernels that wait for each other in a circle are refused by name", () => {
  const [x, a, b] = [value(4), value(4), value(4)];
  const graph = new Graph(
    windowOf([map(twice, [x], a), map(add, [a, x], b)]),
  );
  const [first, second] = graph.nodes;
  wait(first, second);
  assertThrows(
    () => schedule(graph, RULES),
    Error,
    "Cannot plan kernels: expected an order, received elementwise 0 behind elementwise 1 behind elementwise 0",
  );
});

Deno.test("whether nodes can become one is right after others have been joined", () => {
  const [x, a, b, c, d] = Array.from({ length: 5 }, () => value(4));
  const graph = new Graph(
    windowOf([
      map(unary("exp", input(0)), [x], a),
      map(twice, [x], b),
      map(twice, [a], c),
      map(add, [a, b], d),
    ]),
  );
  const [first, second, third, last] = graph.nodes;
  assert(!graph.isBetween(second, third));
  // As if the second were part of the last, which stands where the second did.
  wait(second, third);
  graph.moveTo(second, last.at);
  assert(graph.isBetween(first, second), "first, third, second");
  assert(graph.isBetween(second, first), "whichever is named first");
  assert(graph.isBetween(first, last));
});

/** Commands that read what any of the last ones gave, half of which nobody else needs. */
function program(length: number): Window {
  const random = generator(length);
  const values = [value(1000), value(1000)];
  const commands: Command[] = [];
  while (commands.length < length) {
    const near = values.slice(-24);
    const pick = () => near[Math.floor(random() * near.length)];
    const out = value(1000);
    const fn = random() < 0.5 ? add : binary("sub", input(0), input(1));
    commands.push(map(fn, [pick(), pick()], out));
    values.push(out);
    (out.buffer as LazyBuffer).isFreed = random() < 0.5;
  }
  return windowOf(commands);
}

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
    const window = program(length);
    planWindow(window, RULES, new Counting(window));
    return looks / length;
  };
  const few = count(250), many = count(1000);
  assert(many < 2 * few, `${few} looks a command, then ${many}`);
  assertEquals(count(250), few);
});
