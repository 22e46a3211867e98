/** Fusing what makes an input into what reads it. */

import { type Expr, input, substitute } from "../expr.ts";
import { sizeOf } from "../view.ts";
import { measure } from "./expressions.ts";
import { addDependency, type Fact, type Graph, type Node } from "./graph.ts";
import { fits, Inputs, ownInputs, renumber } from "./fused_inputs.ts";
import type { Place } from "./plan.ts";
import { composeViews, isTransposing } from "./views.ts";

/** Elements below which it hardly matters where they are and how often they are computed. */
const FEW = 1024;
/** Instructions for elements computed again that cost about as much as a kernel more. */
const CHEAP = 32768;
/** Instructions for an element that are hidden behind reading it. */
const HIDDEN = 3;
/** Commands between which it does not matter that memory is kept. */
const NEAR = 4;

/** Takes into a node all that makes its inputs and is better computed there. */
export function fuseProducers(graph: Graph, node: Node, most: number): void {
  for (let i = 0; i < node.inputs.length;) {
    const { buffer } = node.inputs[i];
    const producer = graph.facts[buffer].producer;
    const isAbsorbed = producer !== undefined &&
      pays(graph, producer, node, node.inputs[i]) &&
      fuseProducer(graph, producer, node, i, most);
    if (isAbsorbed) i = 0;
    else i++;
  }
}

/** Whether computing what `place` reads within `node` is better than storing it first. */
function pays(graph: Graph, producer: Node, node: Node, place: Place): boolean {
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
  // Elements computed for each reader, and again for each element that repeats them.
  const consumers = fact.consumers.size + (producer.outs.length > 1 ? 1 : 0);
  const again = elements * consumers - fact.length;
  // Storing what is then repeated costs next to nothing; storing what is not is a pass through memory.
  const isHidden = cost <= HIDDEN && elements <= fact.length;
  if (!isHidden && again * cost > CHEAP) return false;
  return fact.length <= FEW || isLight(graph, producer, node, fact, consumers);
}

/** Whether no more memory is read, or kept for later, than storing the value would. */
function isLight(
  graph: Graph,
  producer: Node,
  node: Node,
  fact: Fact,
  consumers: number,
): boolean {
  const large = producer.inputs.filter(({ view }) =>
    sizeOf(view.shape.filter((_, i) => view.strides[i] !== 0)) * 2 > fact.length
  );
  // Inputs read by each reader, against inputs read once, the value written once and read by each.
  if (large.length * consumers > large.length + 1 + consumers) return false;
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

/** Puts the making of an input into a node, if views and limits allow. */
function fuseProducer(
  graph: Graph,
  producer: Node,
  node: Node,
  i: number,
  most: number,
): boolean {
  const place = node.inputs[i];
  const made = producer.exprs[outIndex(producer, place)];
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
  // A fold takes its shape from its first input.
  if (node.kind === "reduce" && inputs.places.length === 0) return false;
  if (!fits(most, exprs, inputs.places, node.reads, node.outs)) return false;
  node.exprs = exprs;
  graph.setInputs(node, inputs.places);
  for (const before of producer.dependencies) addDependency(node, before);
  dropUnread(graph, producer);
  return true;
}

/** Drops the outputs of a node that nobody reads any more, and the node with the last of them. */
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
