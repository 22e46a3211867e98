/** Epilogue fusion: elementwise work on the result of a product is done before that result is stored. */

import { type Expr, input, substitute } from "../expr.ts";
import { contiguous } from "../view.ts";
import { fits, Inputs, storedValue } from "./fused_inputs.ts";
import type { Graph, Node } from "./graph.ts";
import type { Place } from "./plan.ts";
import { isWhole, reshapeView } from "./views.ts";

/** Makes an elementwise node the epilogue of the last product that it reads and that can take it. */
export function fuseEpilogue(graph: Graph, node: Node, most: number): void {
  if (node.kind !== "elementwise" || !node.isPlain || node.outs.length !== 1) {
    return;
  }
  const products = node.inputs
    .flatMap(({ buffer }) => graph.facts[buffer].producer ?? [])
    .filter(({ kind, isPlain, exprs }) =>
      kind === "call" && isPlain && exprs.length > 0
    )
    .sort((a, b) => b.at - a.at);
  for (const product of products) {
    if (fuse(graph, product, node, most)) return;
  }
}

function fuse(
  graph: Graph,
  product: Node,
  node: Node,
  most: number,
): boolean {
  const [{ buffer: result }] = product.outs;
  const fact = graph.facts[result];
  const isResult = ({ buffer }: Place): boolean => buffer === result;
  const reading = node.inputs.filter(isResult);
  const isAlone = fact.isDead && fact.consumers.size === 1 &&
    reading.length === 1 && isWhole(reading[0].view, fact.length) &&
    isWhole(node.outs[0].view, fact.length);
  if (!isAlone) return false;
  // A node between them may overwrite what the product reads, and so have to wait for it.
  if (graph.wouldFormCycle(product, node)) return false;

  const { shape } = product;
  const inputs = new Inputs(product.inputs);
  const numbers: number[] = [];
  for (const place of node.inputs) {
    const view = reshapeView(place.view, shape);
    if (!view) return false;
    numbers.push(
      isResult(place) ? -1 : 1 + inputs.add({ buffer: place.buffer, view }),
    );
  }
  const value = storedValue(graph, product, 0);
  const done = new Map<Expr, Expr>();
  const exprs = node.exprs.map((expr) =>
    substitute(
      expr,
      (k) => numbers[k] < 0 ? value : input(numbers[k]),
      done,
    )
  );
  const outs = [{ buffer: node.outs[0].buffer, view: contiguous(shape) }];
  if (!fits(most, exprs, inputs.places, product.reads, outs)) return false;
  graph.remove(node, product);
  graph.facts[result].producer = undefined;
  product.exprs = exprs;
  product.outs = outs;
  graph.setInputs(product, inputs.places);
  graph.moveTo(product, node.at);
  return true;
}
