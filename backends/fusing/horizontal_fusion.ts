/** Horizontal fusion: elementwise kernels, or reductions, side by side become one pass over what they read. */

import { type Expr, input, substitute } from "../expr.ts";
import { sameShape, sizeOf } from "../view.ts";
import { fits, Inputs, storedValue } from "./fused_inputs.ts";
import { type Graph, isPresent, type Node } from "./graph.ts";
import type { Place } from "./plan.ts";
import { dropUnread } from "./producer_fusion.ts";
import { isTransposing, isWhole, reshapeView, sameView } from "./views.ts";

/** How many nodes back a partner is looked for. */
const REACH = 12;
/** Elements so few that one kernel less is worth more than anything else. */
const FEW = 64;

/**
 * Fuses a node into an earlier one of its kind that reads the same, or into the elementwise kernel that produces what it
 * reads.
 */
export function fuseHorizontally(
  graph: Graph,
  nodes: readonly Node[],
  index: number,
  most: number,
): void {
  const node = nodes[index];
  if (!isFusible(graph, node)) return;
  for (let i = index - 1; i >= Math.max(0, index - REACH); i--) {
    const first = nodes[i];
    if (!isPresent(first) || !isFusible(graph, first)) continue;
    if (fuse(graph, first, node, most)) return;
  }
}

function isFusible(graph: Graph, node: Node): boolean {
  const { kind, isPlain, inputs } = node;
  if (kind === "call" || !isPlain || !isPresent(node)) return false;
  return inputs.every(({ buffer, view }) =>
    !graph.isWrittenAfter(buffer, node.command) &&
    (sizeOf(node.shape) <= FEW || !isTransposing(view))
  );
}

function fuse(
  graph: Graph,
  first: Node,
  node: Node,
  most: number,
): boolean {
  const elements = sizeOf(node.shape);
  const isAlike = first.kind === node.kind &&
    (node.kind === "elementwise"
      ? sizeOf(first.shape) === elements
      : reducesLike(first, node));
  if (!isAlike) return false;
  const places: Place[] = [];
  for (const { buffer, view } of node.inputs) {
    const seen = reshapeView(view, first.shape);
    if (!seen) return false;
    places.push({ buffer, view: seen });
  }
  const made = places.map(({ buffer, view }) =>
    isWhole(view, elements)
      ? first.outs.findIndex((out) => out.buffer === buffer)
      : -1
  );
  const shares = places.some(({ buffer, view }, i) =>
    made[i] >= 0 || isWhole(view, graph.facts[buffer].length) &&
      first.inputs.some((other) =>
        other.buffer === buffer && sameView(other.view, view)
      )
  );
  if (!shares && elements > FEW) return false;
  // What it reads of the first through another view has to be stored before.
  const isApart = places.every(({ buffer }, i) =>
    made[i] >= 0 || graph.facts[buffer].producer !== first
  );
  if (!isApart || graph.wouldFormCycle(first, node)) return false;

  const inputs = new Inputs(first.inputs);
  const numbers = places.map((place, i) =>
    made[i] >= 0 ? -1 : inputs.add(place)
  );
  const done = new Map<Expr, Expr>();
  const own = node.exprs.map((expr) =>
    substitute(
      expr,
      (k) =>
        made[k] >= 0 ? storedValue(graph, first, made[k]) : input(numbers[k]),
      done,
    )
  );
  // A new object: backends look up what they compiled for a list of expressions by the first of them.
  const [head, ...others] = first.exprs;
  const exprs = [{ ...head }, ...others, ...own];
  const outs = [...first.outs];
  for (const { buffer, view } of node.outs) {
    const seen = reshapeView(view, first.outs[0].view.shape);
    if (!seen) return false;
    outs.push({ buffer, view: seen });
  }
  if (!fits(most, exprs, inputs.places, outs)) return false;
  graph.remove(node, first);
  first.exprs = exprs;
  first.outs = outs;
  graph.setInputs(first, inputs.places);
  graph.moveTo(first, node.at);
  dropUnread(graph, first);
  return true;
}

/** Whether two reductions fold in the same way over the same axes. */
function reducesLike(a: Node, b: Node): boolean {
  return a.fn === b.fn && sameShape(a.shape, b.shape) &&
    sameShape(a.outs[0].view.shape, b.outs[0].view.shape);
}
