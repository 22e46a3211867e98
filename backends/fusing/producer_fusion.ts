/** Producer fusion: an elementwise kernel is computed inside the kernels that read its result. */

import { type Expr, input, substitute } from "../expr.ts";
import { sizeOf } from "../view.ts";
import { measure } from "./expressions.ts";
import {
  fits,
  Inputs,
  ownInputs,
  renumber,
  storedValue,
} from "./fused_inputs.ts";
import { addDependency, type Graph, type Node } from "./graph.ts";
import type { Place } from "./plan.ts";
import { composeViews, isTransposing } from "./views.ts";

/** Elements below which neither their order in memory nor computing them twice matters much. */
const FEW = 1024;
/** Instructions spent on recomputed elements that cost about as much as another kernel. */
const CHEAP = 32768;
/** Instructions an element that hide behind the time it takes to read it. */
const HIDDEN = 3;
/** Commands so close together that keeping memory between them costs nothing. */
const NEAR = 4;

/** A producer, a kernel that reads its result, and the input through which it does. */
interface Edge {
  readonly producer: Node;
  readonly node: Node;
  /** The number of the input. */
  readonly i: number;
}

/** Fuses into a node every producer of its inputs that is better computed there; `most` is the limit of operands. */
export function fuseProducers(graph: Graph, node: Node, most: number): void {
  for (let i = 0; i < node.inputs.length;) {
    const { producer } = graph.facts[node.inputs[i].buffer];
    const edge = producer && { producer, node, i };
    if (edge && pays(graph, edge) && fuse(graph, edge, most)) i = 0;
    else i++;
  }
}

/** Whether recomputing a value where it is read beats storing it. */
function pays(graph: Graph, edge: Edge): boolean {
  const { producer, node, i } = edge, place = node.inputs[i];
  if (producer.kind !== "elementwise" || !producer.isPlain) return false;
  const fact = graph.facts[place.buffer];
  if (!fact.isDead || sizeOf(node.shape) === 0) return false;
  const isOpen = (consumer: Node): boolean =>
    !consumer.reads.some(({ buffer }) => buffer === place.buffer);
  if (![...fact.consumers].every(isOpen)) return false;
  const stays = producer.inputs.every(({ buffer }) =>
    !graph.isWrittenAfter(buffer, producer.at)
  );
  if (!stays) return false;

  const elements = sizeOf(node.shape);
  const expr = producer.exprs[outIndex(producer, place)];
  const { cost } = measure([expr]);
  if (elements > FEW) {
    if (isTransposing(place.view) && expr.fn !== "constant") return false;
    const isCopy = expr.fn === "input";
    if (isCopy && producer.inputs.some(({ view }) => isTransposing(view))) {
      return false;
    }
  }
  // Each consumer computes the elements for itself, and again for each index that repeats them.
  const times = fact.consumers.size + (producer.outs.length > 1 ? 1 : 0);
  const again = elements * times - fact.length;
  // A small value that is broadcast costs next to nothing to store; any other costs a pass through memory.
  const isHidden = cost <= HIDDEN && elements <= fact.length;
  if (!isHidden && again * cost > CHEAP) return false;
  return fact.length <= FEW || isLight(graph, edge, times);
}

/** Whether fusing reads no more memory, and keeps no more of it alive, than storing the value would. */
function isLight(
  graph: Graph,
  { producer, node, i }: Edge,
  times: number,
): boolean {
  const { length } = graph.facts[node.inputs[i].buffer];
  const large = producer.inputs.filter(({ view }) =>
    sizeOf(view.shape.filter((_, i) => view.strides[i] !== 0)) * 2 > length
  );
  // Each consumer reads the inputs, instead of one pass that reads them, writes the value, and is read by each.
  if (large.length * times > large.length + 1 + times) return false;
  if (node.at - producer.at <= NEAR) return true;
  const kept = large.filter(({ buffer }) => {
    const { isDead, consumers } = graph.facts[buffer];
    return isDead &&
      [...consumers].every((other) => other === producer || other.at < node.at);
  });
  return kept.length <= 1;
}

function outIndex(producer: Node, { buffer }: Place): number {
  return producer.outs.findIndex((out) => out.buffer === buffer);
}

/** Fuses a producer into a node; false if its views cannot be composed or the kernel would grow too large. */
function fuse(
  graph: Graph,
  { producer, node, i }: Edge,
  most: number,
): boolean {
  const place = node.inputs[i];
  const made = storedValue(graph, producer, outIndex(producer, place));
  const own = ownInputs(node);
  const inputs = new Inputs(node.inputs.toSpliced(i, 1));
  const numbers: number[] = [];
  for (const { buffer, view } of producer.inputs) {
    const seen = composeViews(view, place.view);
    if (!seen) return false;
    numbers.push(own + inputs.add({ buffer, view: seen }));
  }
  const [value] = renumber([made], (k) => numbers[k]);
  const done = new Map<Expr, Expr>();
  const exprs = node.exprs.map((expr) =>
    substitute(expr, (k) => {
      if (k < own + i) return input(k);
      return k === own + i ? value : input(k - 1);
    }, done)
  );
  // A reduction takes its shape from its first input.
  if (node.kind === "reduce" && inputs.places.length === 0) return false;
  if (!fits(most, exprs, inputs.places, node.reads, node.outs)) return false;
  node.exprs = exprs;
  graph.setInputs(node, inputs.places);
  for (const other of producer.dependencies) addDependency(node, other);
  dropUnread(graph, producer);
  return true;
}

/** Drops the outputs of a node that nothing reads any more; the node too, if none is left. */
export function dropUnread(graph: Graph, node: Node): void {
  const isRead = ({ buffer }: Place): boolean =>
    !graph.facts[buffer].isDead || graph.facts[buffer].consumers.size > 0;
  const kept = node.outs.flatMap((out, j) => isRead(out) ? [j] : []);
  if (kept.length === node.outs.length) return;
  if (kept.length === 0) return graph.remove(node);
  const exprs = kept.map((j) => node.exprs[j]);
  node.outs = kept.map((j) => node.outs[j]);
  keepUsed(graph, node, exprs);
}

/** Drops the inputs that expressions no longer mention. */
function keepUsed(graph: Graph, node: Node, exprs: readonly Expr[]): void {
  const inputs = new Inputs();
  const numbers = new Map<number, number>();
  node.exprs = renumber(exprs, (k) => {
    const known = numbers.get(k) ?? inputs.add(node.inputs[k]);
    numbers.set(k, known);
    return known;
  });
  graph.setInputs(node, inputs.places);
}
