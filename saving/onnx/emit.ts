/** Makes the graph of ONNX that computes what a model does when it does not train. */

import { ValueError } from "../../config/errors.ts";
import type { Layer } from "../../layers/layer.ts";
import { graphOf, Model } from "../../models/model.ts";
import type { Graph as LayerGraph } from "../../models/graph.ts";
import { Sequential } from "../../models/sequential.ts";
import type { GraphNode, SymbolicTensor } from "../../layers/symbol.ts";
import { Emission, Unsayable, type Value } from "./emission.ts";
import { emitterOf } from "./layers/mod.ts";
import { plainOrder } from "./order.ts";

/** Layers that are named in an error at most. */
const MOST = 12;

/** Adds a model to a graph, and the values that come out. */
export class Emitter {
  readonly to: Emission = new Emission((layer, inputs) =>
    this.#layer(layer, inputs)
  );
  /** The layers that ONNX cannot say, with the reason. */
  readonly #refused = new Map<string, string>();

  /** What a model gives for values. */
  model(model: Model, inputs: readonly Value[]): readonly Value[] {
    const graph = graphOf(model);
    if (graph && model.call === Model.prototype.call) {
      return this.#graph(graph, inputs);
    }
    if (model.call === Sequential.prototype.call) {
      return model.layers.reduce(
        (values, layer) => this.#layer(layer, values),
        inputs,
      );
    }
    throw new Unsayable(
      "a call of its own, of which nobody can see what it does",
    );
  }

  /** What a layer gives for values. */
  #layer(layer: Layer, inputs: readonly Value[]): readonly Value[] {
    const [first, ...others] = inputs;
    const shapes = layer.computeOutputShapes(
      first.shape,
      ...others.map(({ shape }) => shape),
    );
    return this.to.inside(layer.name, () => {
      try {
        const made = layer instanceof Model
          ? this.model(layer, inputs)
          : [emitterOf(layer)(layer, [first, ...others], this.to)].flat();
        return made.map((value, i) => ({ ...value, shape: shapes[i] }));
      } catch (error) {
        if (!(error instanceof Unsayable)) throw error;
        this.#refused.set(`${layer}`, error.message);
        return shapes.map((shape) => ({
          name: "",
          shape,
          order: plainOrder(shape.length),
        }));
      }
    });
  }

  #graph(graph: LayerGraph, inputs: readonly Value[]): readonly Value[] {
    const known = new Map<SymbolicTensor, Value>(
      graph.inputs.map((symbol, i) => [symbol, inputs[i]]),
    );
    for (const node of graph.nodes) {
      if (node.outputs.every((one) => known.has(one))) continue;
      const made = this.#call(node, node.inputs.map((one) => known.get(one)!));
      node.outputs.forEach((one, i) =>
        known.has(one) || known.set(one, made[i])
      );
    }
    return graph.outputs.map((symbol) => known.get(symbol)!);
  }

  #call(node: GraphNode, inputs: readonly Value[]): readonly Value[] {
    const { layer, training, names } = node;
    if (training) {
      this.#refused.set(`${layer}`, "a call that trains");
    } else if (names.length > 0) {
      this.#refused.set(`${layer}`, `an input by the name ${names[0]}`);
    }
    return this.#layer(layer as Layer, inputs);
  }

  /**
   * Refuses what could not be said, all of it.
   *
   * @throws {ValueError} if there is any.
   */
  check(action: string): void {
    if (this.#refused.size === 0) return;
    const all = [...this.#refused].map(([layer, why]) => `${layer} (${why})`);
    const more = all.length > MOST ? `; and ${all.length - MOST} more` : "";
    throw new ValueError(
      `Cannot ${action}: expected layers that ONNX can say, received ${
        all.slice(0, MOST).join("; ")
      }${more}`,
    );
  }
}
