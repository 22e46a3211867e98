/** The graph of layers between some symbols and others. */

import type { Layer } from "../layers/layer.ts";
import { InputLayer } from "../layers/core/input_layer.ts";
import { argumentsOf } from "../layers/graph_call.ts";
import {
  type GraphNode,
  type SymbolicTensor,
  symbolsOf,
} from "../layers/symbol.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { ValueError } from "../config/errors.ts";
import type { PartialShape } from "../variables/shapes.ts";

/** The graphs of models: they are there before a class of one's own has its fields. */
export const graphs = new WeakMap<object, Graph>();

/** A graph: what it leads from and to, and the calls between, each after those that it needs. */
export class Graph {
  /** What it leads from. */
  readonly inputs: readonly SymbolicTensor[];
  /** What it leads to. */
  readonly outputs: readonly SymbolicTensor[];
  /** Its calls, in the order in which they can be made. */
  readonly nodes: readonly GraphNode[];
  /** Its layers, each once, in Keras's order, which is that of the weights. */
  readonly layers: readonly Layer[];
  readonly #isChain: boolean;

  /**
   * Finds the calls between inputs and outputs.
   *
   * @throws {ValueError} if an output depends on something else than the inputs, or two layers have one name.
   */
  constructor(
    from: readonly SymbolicTensor[],
    to: readonly SymbolicTensor[],
  ) {
    const { inputs, outputs } = cutOff(from, to);
    this.inputs = inputs;
    this.outputs = outputs;
    const found = visit(inputs, outputs);
    const { nodeDepths, layerDepths } = depthsOf(found);
    this.nodes = found.nodes.toSorted((a, b) =>
      nodeDepths.get(b)! - nodeDepths.get(a)!
    );
    this.layers = [...found.layers].toSorted((a, b) =>
      layerDepths.get(b)! - layerDepths.get(a)!
    );
    checkNames(this.layers);
    const isSingle = this.nodes.every(({ inputs }) => inputs.length < 2);
    const depths = new Set(nodeDepths.values());
    this.#isChain = isSingle && this.layers.length === this.nodes.length &&
      depths.size === this.nodes.length;
  }

  /** The outputs that each layer is called on, as Keras names them; `null` if each is called on the one before it alone. */
  get connections(): ReadonlyMap<unknown, string> | null {
    if (this.#isChain) return null;
    const calls = new Map<unknown, GraphNode[]>();
    for (const node of this.nodes) {
      calls.set(node.layer, [...calls.get(node.layer) ?? [], node]);
    }
    const shown = ({ node, index }: SymbolicTensor): string =>
      `${node.layer.name}[${calls.get(node.layer)!.indexOf(node)}][${index}]`;
    return new Map(
      [...calls].map(([layer, nodes]) => [
        layer,
        nodes.flatMap(({ inputs }) => inputs.map(shown)).join(", ") || "-",
      ]),
    );
  }

  /** The shapes of what each layer gives, when it is called last. */
  get outputShapes(): ReadonlyMap<unknown, readonly PartialShape[]> {
    return new Map(this.nodes.map(({ layer, outputs }) => [
      layer,
      outputs.map(({ shape }) => shape),
    ]));
  }

  /** The outputs for tensors in the place of the inputs. */
  run(inputs: readonly Tensor[]): Tensor[] {
    const known = new Map<SymbolicTensor, Tensor>();
    this.inputs.forEach((symbol, i) => known.set(symbol, inputs[i]));
    for (const node of this.nodes) {
      const { layer, inputs, outputs } = node;
      if (inputs.length === 0 || outputs.every((one) => known.has(one))) {
        continue;
      }
      const given = inputs.map((symbol) => known.get(symbol)!);
      const made = (layer as Layer).apply<Tensor | Tensor[]>(
        ...argumentsOf(node, given),
      );
      const list = Array.isArray(made) ? made : [made];
      outputs.forEach((symbol, i) => known.set(symbol, list[i]));
    }
    return this.outputs.map((symbol) => known.get(symbol)!);
  }

  /** The shapes of the outputs for inputs of these shapes. */
  shapes(inputs: readonly PartialShape[]): PartialShape[] {
    const known = new Map<SymbolicTensor, PartialShape>();
    this.inputs.forEach((symbol, i) => known.set(symbol, inputs[i]));
    for (const { layer, inputs, names, outputs } of this.nodes) {
      if (inputs.length === 0) continue;
      const [first, ...others] = inputs
        .slice(0, inputs.length - names.length)
        .map((symbol) => known.get(symbol)!);
      const shapes = (layer as Layer).computeOutputShapes(first, ...others);
      outputs.forEach((symbol, i) => known.set(symbol, shapes[i]));
    }
    return this.outputs.map((symbol) => known.get(symbol)!);
  }
}

/** Inputs that layers give become inputs of their own: what lies before them is no part of the graph. */
function cutOff(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): Pick<Graph, "inputs" | "outputs"> {
  const inside = inputs.filter(({ node }) => node.inputs.length > 0);
  if (inside.length === 0) return { inputs, outputs };
  const copies = new Map(inside.map((symbol) => {
    const layer = new InputLayer({ batchShape: symbol.shape });
    layer.ensureBuilt(symbol.shape);
    return [symbol, symbolsOf(layer, [], [symbol.shape])[0]];
  }));
  const copy = (symbol: SymbolicTensor): SymbolicTensor => {
    const { node } = symbol;
    if (!copies.has(symbol) && node.inputs.length > 0) {
      const shapes = node.outputs.map(({ shape }) => shape);
      const made = symbolsOf(node.layer, node.inputs.map(copy), shapes, node);
      node.outputs.forEach((one, i) =>
        copies.has(one) || copies.set(one, made[i])
      );
    }
    return copies.get(symbol) ?? symbol;
  };
  return { inputs: inputs.map(copy), outputs: outputs.map(copy) };
}

interface Found {
  /** Each after those that it needs. */
  readonly nodes: readonly GraphNode[];
  /** In the order in which they are met on the way back. */
  readonly layers: ReadonlySet<Layer>;
}

/** The calls on the way back from the outputs to the inputs. */
function visit(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): Found {
  const nodes = new Set<GraphNode>(), layers = new Set<Layer>();
  const go = (symbol: SymbolicTensor): void => {
    const { node } = symbol;
    if (nodes.has(node)) return;
    layers.add(node.layer as Layer);
    if (!inputs.includes(symbol)) {
      if (node.inputs.length === 0) throw unconnected(symbol);
      node.inputs.forEach(go);
    }
    nodes.add(node);
  };
  outputs.forEach(go);
  // An input that no output needs is an input all the same; Keras has those first.
  const unused = inputs.map(({ node }) => node)
    .filter((node) => !nodes.has(node));
  return {
    nodes: [...nodes, ...unused],
    layers: new Set([...unused.map(({ layer }) => layer as Layer), ...layers]),
  };
}

/** How far calls and layers are from the outputs: the longest way counts. */
function depthsOf({ nodes }: Found) {
  const nodeDepths = new Map<GraphNode, number>();
  const layerDepths = new Map<object, number>();
  for (const node of nodes.toReversed()) {
    const depth = Math.max(
      nodeDepths.get(node) ?? 0,
      layerDepths.get(node.layer) ?? 0,
    );
    nodeDepths.set(node, depth);
    layerDepths.set(node.layer, depth);
    for (const { node: before } of node.inputs) {
      nodeDepths.set(before, Math.max(nodeDepths.get(before) ?? 0, depth + 1));
    }
  }
  return { nodeDepths, layerDepths };
}

function checkNames(layers: readonly Layer[]): void {
  const names = new Set<string>();
  for (const { name } of layers) {
    if (names.has(name)) {
      throw new ValueError(
        `Cannot make a model: expected layers of different names, received "${name}" again`,
      );
    }
    names.add(name);
  }
}

function unconnected(symbol: SymbolicTensor): ValueError {
  return new ValueError(
    `Cannot make a model: expected outputs that depend on its inputs alone, received one that depends on ${symbol}`,
  );
}
