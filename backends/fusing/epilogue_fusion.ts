/** Fusing elementwise work on a product into the product's epilogue. */

import { type Expr, input, substitute } from "../expr.ts";
import { contiguous } from "../view.ts";
import type { Graph, Node } from "./graph.ts";
import { fits, Inputs } from "./fused_inputs.ts";
import type { Place } from "./plan.ts";
import { isWhole, reshapeView } from "./views.ts";

/** Makes a map the epilogue of the last of the calls whose results it reads, if that one can take it. */
export function fuseEpilogue(graph: Graph, node: Node, most: number): void {
  if (node.kind !== "elementwise" || !node.isPlain || node.outs.length !== 1) {
    return;
  }
  const calls = node.inputs
    .map(({ buffer }) => graph.facts[buffer].producer)
    .filter((producer) => producer !== undefined && producer.exprs.length > 0)
    .filter((producer) => producer!.kind === "call" && producer!.isPlain)
    .sort((a, b) => b!.at - a!.at);
  for (const call of calls) {
    if (finish(graph, call!, node, most)) return;
  }
}

function finish(
  graph: Graph,
  call: Node,
  node: Node,
  most: number,
): boolean {
  const [{ buffer: result }] = call.outs;
  const fact = graph.facts[result];
  const isResult = ({ buffer }: Place): boolean => buffer === result;
  const reading = node.inputs.filter(isResult);
  const isAlone = fact.isDead && fact.consumers.size === 1 &&
    reading.length === 1 && isWhole(reading[0].view, fact.length) &&
    isWhole(node.outs[0].view, fact.length);
  if (!isAlone) return false;
  // Something between them may write what the call reads, and wait for it.
  if (graph.wouldFormCycle(call, node)) return false;

  const { shape } = call;
  const inputs = new Inputs(call.inputs);
  const numbers: number[] = [];
  for (const place of node.inputs) {
    const view = reshapeView(place.view, shape);
    if (!view) return false;
    numbers.push(
      isResult(place) ? -1 : 1 + inputs.add({ buffer: place.buffer, view }),
    );
  }
  const done = new Map<Expr, Expr>();
  const exprs = node.exprs.map((expr) =>
    substitute(
      expr,
      (k) => numbers[k] < 0 ? call.exprs[0] : input(numbers[k]),
      done,
    )
  );
  const outs = [{ buffer: node.outs[0].buffer, view: contiguous(shape) }];
  if (!fits(most, exprs, inputs.places, call.reads, outs)) return false;
  graph.remove(node, call);
  graph.facts[result].producer = undefined;
  call.exprs = exprs;
  call.outs = outs;
  graph.setInputs(call, inputs.places);
  graph.moveTo(call, node.at);
  return true;
}
