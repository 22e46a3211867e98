/** Beside Linear layers PyTorch has the channels of images first, and we last: rows or columns of kernels change their order. */

import { sizeOf } from "../../backends/view.ts";
import { Dense, Flatten, Reshape } from "../../layers/built_in.ts";
import { ElementwiseLayer } from "../../layers/elementwise_layer.ts";
import type { Layer } from "../../layers/layer.ts";
import type { GraphNode, SymbolicTensor } from "../../layers/symbol.ts";
import { Model } from "../../models/model.ts";
import { Sequential } from "../../models/sequential.ts";
import type { Layout, Turn } from "./turn.ts";

/** Shapes of images, channels last, on the way into a Dense or out of one. */
export interface ImageOrder {
  /** What is flattened before it. */
  readonly before?: readonly number[];
  /** What is made of its output. */
  readonly after?: readonly number[];
}

/** The layers of a model that lie beside images. */
export function imageOrders(model: Model): ReadonlyMap<unknown, ImageOrder> {
  const orders = new Map<unknown, ImageOrder>();
  const add = (layer: unknown, order: ImageOrder) =>
    orders.set(layer, { ...orders.get(layer), ...order });
  const models = model.modules.filter((one) => one instanceof Model);
  for (const [from, to] of models.flatMap(stepsOf)) {
    if (from instanceof Flatten && to instanceof Dense) {
      const before = from.builtShape?.slice(1) ?? [];
      if (isImage(before)) add(to, { before });
    }
    if (from instanceof Dense && to instanceof Reshape) {
      const after = to.computeOutputShape(to.builtShape ?? []).slice(1);
      if (isImage(after)) add(from, { after });
    }
  }
  return orders;
}

function isImage(shape: readonly (number | null)[]): shape is number[] {
  return shape.length > 1 && shape.every((size) => size !== null);
}

/** From which layer to which data go, but for those that leave each number in its place. */
function stepsOf(model: Model): (readonly [Layer, Layer])[] {
  const moves = (layer: unknown) => !(layer instanceof ElementwiseLayer);
  if (model instanceof Sequential) {
    const layers = model.layers.filter(moves);
    return layers.slice(1).map((layer, i) => [layers[i], layer]);
  }
  const seen = new Set<GraphNode>();
  const steps: (readonly [Layer, Layer])[] = [];
  const visit = ({ node }: SymbolicTensor): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const input of node.inputs) {
      let from = input.node;
      while (!moves(from.layer) && from.inputs.length > 0) {
        from = from.inputs[0].node;
      }
      steps.push([from.layer as Layer, node.layer as Layer]);
      visit(input);
    }
  };
  model.outputs?.forEach(visit);
  return steps;
}

/** The layout of a kernel, `[in, out]`, or a bias beside images: in PyTorch the channels come first in its rows and columns. */
export function inImageOrder(turn: Turn, { before, after }: ImageOrder): Turn {
  return (shape) => {
    const images = shape.length === 1 ? [after] : [before, after];
    return images.reduceRight(
      (layout: Layout, image, axis) =>
        image && sizeOf(image) === shape[axis]
          ? channelsFirst(layout, axis, image)
          : layout,
      turn(shape),
    );
  };
}

/** Parts the axis of PyTorch's that is `axis` here into channels and places; here places come first. */
function channelsFirst(
  { shape, parts, axes }: Layout,
  axis: number,
  image: readonly number[],
): Layout {
  const channels = image[image.length - 1], places = image.slice(0, -1);
  const first = axes[axis];
  const moved = axes.map((one) => one > first ? one + places.length : one);
  const here = places.map((_, i) => first + 1 + i);
  return {
    shape,
    parts: parts.toSpliced(first, 1, channels, ...places),
    axes: moved.toSpliced(axis, 1, ...here, first),
  };
}
