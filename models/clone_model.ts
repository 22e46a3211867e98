/** Models once more, with layers and weights of their own. */

import { quote, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import {
  readOptions,
  refuse,
  type Row,
  type Schema,
} from "../config/schema.ts";
import { InputLayer } from "../layers/core/input_layer.ts";
import { argumentsOf } from "../layers/graph_call.ts";
import { Layer } from "../layers/layer.ts";
import {
  type SymbolicTensor,
  type Symbols,
  symbolsOf,
} from "../layers/symbol.ts";
import { showShape } from "../variables/shapes.ts";
import { cloneLayer } from "./clone_layer.ts";
import type { Graph } from "./graph.ts";
import { graphOf, Model, symbols } from "./model.ts";
import { Sequential } from "./sequential.ts";

/**
 * How a model is made once more.
 * @category Models
 */
export interface CloneOptions {
  /** What the new model leads from: what `Input` gives, or layers do; inputs like those of the model if not given. */
  readonly inputTensors?: Symbols | null;
  /** What makes a layer of each layer of the model but its inputs; if not given, its config does. */
  readonly cloneFunction?: ((layer: Layer) => Layer) | null;
}

const ROWS = {
  inputTensors: symbols,
  cloneFunction: {
    read(value, place) {
      if (value === undefined || value === null) return null;
      if (typeof value === "function") return value as (layer: Layer) => Layer;
      return refuse(place, "a function", value);
    },
  } as Row<((layer: Layer) => Layer) | null>,
} satisfies Schema<CloneOptions>;

const ACTION = "clone a model";

/**
 * Keras's clone_model: the same model of new layers, whose weights begin anew. It is not compiled. With `cloneFunction`
 * some layers can be others, or be the same ones, which the models then share.
 *
 * @throws {ValueError} if it is neither a graph nor a Sequential, or the input tensors are not as its inputs.
 * @throws {TypeError} if `cloneFunction` gives no layer.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.Dense({ units: 3, inputShape: [2] }),
 *   new dg.layers.Dropout({ rate: 0.5 }),
 * ]);
 * const clone = dg.cloneModel(model);
 * clone.setWeights(model.getWeights());
 * const x = dg.ones([1, 2]);
 * assertEquals(await clone.apply(x).data(), await model.apply(x).data());
 *
 * const certain = dg.cloneModel(model, {
 *   cloneFunction: (layer) =>
 *     layer instanceof dg.layers.Dropout ? new dg.layers.Identity() : layer,
 * });
 * assertEquals(certain.layers[0], model.layers[0]);
 * ```
 *
 * @category Models
 */
export function cloneModel<M extends Model>(
  model: M,
  options: CloneOptions = {},
): M {
  checkArgumentCount(ACTION, arguments, 2);
  const { inputTensors, cloneFunction } = readOptions(ACTION, ROWS, options);
  const make = (layer: Layer): Layer => {
    if (!cloneFunction) return cloneLayer(layer);
    const made: unknown = cloneFunction(layer);
    if (made instanceof Layer) return made;
    throw new TypeError(
      `Cannot ${ACTION}: expected cloneFunction to give a layer for ${layer}, received ${
        quote(made)
      }`,
    );
  };
  const { name, trainable } = Object(model) as Model;
  if ((model as unknown) instanceof Sequential) {
    const { layers, inputShape } = model as unknown as Sequential;
    checkInputs(inputTensors, inputShape ? [inputShape] : null);
    const [input] = inputTensors ?? [];
    const first = input?.node.layer ??
      (inputShape && new InputLayer({ batchShape: inputShape }));
    const all = [...first ? [first as Layer] : [], ...layers.map(make)];
    return Reflect.construct(model.constructor, [all, { name, trainable }]);
  }
  const graph = (model as unknown) instanceof Model
    ? graphOf(model)
    : undefined;
  if (!graph) {
    throw new ValueError(
      `Cannot ${ACTION}: expected one of inputs and outputs, or a Sequential, received ${
        (model as unknown) instanceof Layer ? model : quote(model)
      }`,
    );
  }
  checkInputs(inputTensors, graph.inputs.map(({ shape }) => shape));
  const ends = cloneGraph(
    graph,
    inputTensors ?? graph.inputs.map(sameInput),
    make,
  );
  return Reflect.construct(model.constructor, [{ ...ends, name, trainable }]);
}

/** An input like another. */
function sameInput({ node, shape }: SymbolicTensor): SymbolicTensor {
  const { name } = node.layer;
  const layer = new InputLayer({ batchShape: shape, name });
  layer.ensureBuilt(shape);
  return symbolsOf(layer, [], [shape])[0];
}

/** The calls of a graph, made of other layers on other inputs. */
function cloneGraph(
  graph: Graph,
  inputs: readonly SymbolicTensor[],
  make: (layer: Layer) => Layer,
): { inputs: readonly SymbolicTensor[]; outputs: readonly SymbolicTensor[] } {
  const known = new Map(graph.inputs.map((one, i) => [one, inputs[i]]));
  const layers = new Map<unknown, Layer>();
  for (const node of graph.nodes) {
    if (node.inputs.length === 0) continue;
    const original = node.layer as Layer;
    const layer = layers.get(original) ?? make(original);
    layers.set(original, layer);
    const given = node.inputs.map((symbol) => known.get(symbol)!);
    const made = layer.apply<SymbolicTensor | readonly SymbolicTensor[]>(
      ...argumentsOf(node, given),
    );
    const list = Array.isArray(made) ? made : [made];
    node.outputs.forEach((symbol, i) => known.set(symbol, list[i]));
  }
  const outputs = graph.outputs.map((symbol) => known.get(symbol)!);
  return { inputs, outputs };
}

function checkInputs(
  given: readonly SymbolicTensor[] | null,
  expected: readonly (readonly (number | null)[])[] | null,
): void {
  if (!given) return;
  const shapes = (list: readonly (readonly (number | null)[])[]) =>
    list.map(showShape).join(", ");
  const own = given.map(({ shape }) => shape);
  if (expected ? shapes(own) === shapes(expected) : own.length === 1) return;
  throw new ValueError(
    `Cannot ${ACTION}: expected inputTensors of the shapes ${
      expected ? shapes(expected) : "of one"
    }, received ${shapes(own)}`,
  );
}
