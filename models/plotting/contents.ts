/** What there is in a model to be drawn: its layers, and what leads to what. */

import type { Layer } from "../../layers/layer.ts";
import type { GraphNode, SymbolicTensor } from "../../layers/symbol.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";
import { graphOf, Model } from "../model.ts";
import { Sequential } from "../sequential.ts";
import type { Edge } from "./layout/ranks.ts";

/** A layer, and the shapes of what goes in and comes out; none where they are not known. */
export interface Part {
  readonly layer: Layer;
  readonly inputs: readonly PartialShape[] | null;
  readonly outputs: readonly PartialShape[] | null;
}

/** Layers and the arrows between them. */
export interface Contents {
  readonly parts: readonly Part[];
  readonly edges: readonly Edge[];
}

/** What is in a layer, if it is a model whose layers are known to follow each other in some way. */
export function contentsOf(layer: Layer): Contents | null {
  if (layer instanceof Sequential) {
    const parts = layer.layers.map(partOf);
    const edges = parts.slice(1).map((_, i) => ({ from: i, to: i + 1 }));
    return parts.length > 0 ? { parts, edges } : null;
  }
  const graph = layer instanceof Model ? graphOf(layer) : undefined;
  if (!graph) return null;
  const { nodes } = graph;
  const byLayer = groups(nodes, ({ layer }) => layer);
  const contents = drawn(byLayer);
  // A layer that is called on what came of it stands once for each call.
  return hasCircle(contents) ? drawn(groups(nodes, (node) => node)) : contents;
}

/** A layer by itself. */
export function partOf(layer: Layer): Part {
  const inputs = layer.builtShapes;
  if (!inputs) return { layer, inputs, outputs: null };
  const [first, ...others] = inputs;
  const outputs = layer.computeOutputShapes(first, ...others);
  return { layer, inputs, outputs };
}

/** Shapes as they are written. */
export function showShapes(shapes: readonly PartialShape[] | null): string {
  return shapes ? shapes.map(showShape).join(", ") : "?";
}

function groups(
  nodes: readonly GraphNode[],
  keyOf: (node: GraphNode) => unknown,
): GraphNode[][] {
  const found = new Map<unknown, GraphNode[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    found.set(key, [...found.get(key) ?? [], node]);
  }
  return [...found.values()];
}

/** A part for each group of calls. */
function drawn(calls: readonly (readonly GraphNode[])[]): Contents {
  const partOfNode = new Map<GraphNode, number>();
  calls.forEach((group, i) => group.forEach((node) => partOfNode.set(node, i)));
  const shapes = (symbols: readonly SymbolicTensor[]) =>
    symbols.map(({ shape }) => shape);
  return {
    parts: calls.map((group) => {
      const { layer, inputs, outputs } = group[group.length - 1];
      return {
        layer: layer as Layer,
        inputs: shapes(inputs),
        outputs: shapes(outputs),
      };
    }),
    edges: calls.flat().flatMap((node) =>
      node.inputs.map((symbol) => ({
        from: partOfNode.get(symbol.node)!,
        to: partOfNode.get(node)!,
      }))
    ),
  };
}

function hasCircle({ parts, edges }: Contents): boolean {
  let left = [...parts.keys()];
  for (;;) {
    const open = left.filter((part) =>
      edges.some(({ from, to }) => to === part && left.includes(from))
    );
    if (open.length === left.length) return left.length > 0;
    left = open;
  }
}
