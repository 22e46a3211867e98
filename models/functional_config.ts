/** Graphs of layers in Keras's form: layers by name, and the calls of each. */

import { quote, ValueError } from "../config/errors.ts";
import {
  type Config,
  type CustomObjects,
  writing,
} from "../config/serialization.ts";
import { snakeCase } from "../config/schema.ts";
import { InputLayer } from "../layers/core/input_layer.ts";
import { argumentsOf } from "../layers/graph_call.ts";
import type { Layer } from "../layers/layer.ts";
import { readLayer, writeLayer } from "../layers/layer_object.ts";
import { Operation, placed } from "../layers/operation.ts";
import { readOperation, writeOperation } from "../layers/operation_config.ts";
import {
  type GraphNode,
  type SymbolicTensor,
  symbolsOf,
} from "../layers/symbol.ts";
import { type Graph, graphs } from "./graph.ts";
import {
  type Call,
  callOf,
  isTensor,
  noGraph,
  type Origin,
  toOrigin,
} from "./graph_calls.ts";

/** Keras's arguments of a graph. */
export function writeGraph(graph: Graph): Config {
  const calls = new Map<object, GraphNode[]>();
  for (const node of graph.nodes) {
    const known = calls.get(node.layer) ?? [];
    calls.set(node.layer, [...known, node]);
  }
  const origin = ({ node, index }: SymbolicTensor): Origin => [
    node.layer.name,
    calls.get(node.layer)!.indexOf(node),
    index,
  ];
  const tensor = (symbol: SymbolicTensor) => ({
    class_name: "__keras_tensor__",
    config: {
      shape: [...symbol.shape],
      dtype: "float32",
      keras_history: origin(symbol),
    },
  });
  const layers = writing(() =>
    graph.layers.map((layer) => {
      const operation = layer instanceof Operation && writeOperation(layer);
      const object = operation ? operation.object : writeLayer(layer);
      return {
        ...object,
        name: layer.name,
        inbound_nodes: calls.get(layer)!
          .filter(({ inputs }) => inputs.length > 0)
          .map(({ inputs, names, training }) => {
            const all = inputs.map(tensor);
            const tensors = all.slice(0, all.length - names.length);
            const named = names.map((name, i) => [
              snakeCase(name),
              all[tensors.length + i],
            ]);
            // Keras's layers take several as a list, others as they name them.
            const isApart = tensors.length === 1 || !!object.registered_name;
            const list = isApart ? tensors : [tensors];
            return {
              args: operation ? placed(operation.args, tensors) : list,
              kwargs: {
                ...Object.fromEntries(named),
                ...training === null ? {} : { training },
              },
            };
          }),
      };
    })
  );
  const end = (symbol: SymbolicTensor): Origin => {
    const [name, call, output] = origin(symbol);
    return [name, call + firstCall(symbol.node.layer), output];
  };
  const origins = (symbols: readonly SymbolicTensor[]) =>
    symbols.length === 1 ? end(symbols[0]) : symbols.map(end);
  return {
    layers,
    input_layers: origins(graph.inputs),
    output_layers: origins(graph.outputs),
  };
}

/** How many calls Keras counts before the first where it says what a graph leads to: one of a graph, by which that was made. */
function firstCall(layer?: object): number {
  return layer && graphs.has(layer) ? 1 : 0;
}

/** What a graph leads from and to. */
export interface Ends {
  readonly inputs: SymbolicTensor[];
  readonly outputs: SymbolicTensor[];
}

/** A layer as a graph's config has it, and the calls that are not made yet. */
interface Pending {
  readonly layer: Layer;
  readonly calls: readonly Call[];
  readonly made: (readonly SymbolicTensor[])[];
}

/**
 * The graph that Keras's arguments mean, of Keras 3 or of tf.keras.
 *
 * @throws {ValueError} if a layer is not known, or a call is of something that is not there.
 */
export function readGraph(config: Config, customObjects: CustomObjects): Ends {
  const { layers, input_layers: inputs, output_layers: outputs } = config;
  if (!Array.isArray(layers)) throw noGraph("layers as a list", layers);
  const pending = new Map(layers.map((one) => pendingOf(one, customObjects)));
  const find = ([name, call, output]: Origin): SymbolicTensor | undefined =>
    pending.get(name)?.made[call]?.[output];
  for (let progress = true; progress;) {
    progress = false;
    for (const { layer, calls, made } of pending.values()) {
      while (made.length < calls.length) {
        const call = calls[made.length];
        const given = call.origins.map(find);
        if (!given.every((one) => one !== undefined)) break;
        const symbols = layer.apply<SymbolicTensor | SymbolicTensor[]>(
          ...argumentsOf(call, given),
        );
        made.push(Array.isArray(symbols) ? symbols : [symbols]);
        progress = true;
      }
    }
  }
  const all = (origins: unknown): SymbolicTensor[] =>
    originsIn(origins).map(([name, call, output]) => {
      const before = firstCall(pending.get(name)?.layer);
      return find([name, Math.max(call - before, 0), output]) ??
        missing(`the output ${quote([name, call, output])} of a layer`);
    });
  return { inputs: all(inputs), outputs: all(outputs) };
}

function pendingOf(
  config: unknown,
  customObjects: CustomObjects,
): [string, Pending] {
  const { inbound_nodes: nodes = [], name } = config as Config;
  checkClass(config as Config);
  const operation = operationOf(config as Config, nodes as unknown[]);
  const layer = operation ?? readLayer(config, customObjects);
  const calls = (nodes as unknown[]).map((node) => callOf(node, layer));
  const made: (readonly SymbolicTensor[])[] = [];
  if (layer instanceof InputLayer) {
    layer.ensureBuilt(layer.batchShape);
    made.push(symbolsOf(layer, [], [layer.batchShape]));
  }
  return [typeof name === "string" ? name : layer.name, { layer, calls, made }];
}

/** Layers of tf.keras that are ops of TensorFlow, which only TensorFlow has. */
const OF_TENSORFLOW: readonly unknown[] = [
  "SlicingOpLambda",
  "TFOpLambda",
  "TensorFlowOpLayer",
];

function checkClass({ class_name, config }: Config): void {
  if (!OF_TENSORFLOW.includes(class_name)) return;
  const { function: op, name } = (config ?? {}) as Config;
  throw noGraph(
    "layers of Keras, or ops that Keras 3 has written",
    `${class_name} ${op ?? name ?? ""}`.trimEnd(),
  );
}

/** One of Keras's operations: what it is called on besides outputs of layers belongs to it. */
function operationOf(config: Config, nodes: unknown[]): Operation | null {
  const { args } = (nodes[0] ?? {}) as { args?: readonly unknown[] };
  if (!Array.isArray(args)) return null;
  let inputs = 0;
  const place = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(place);
    return isTensor(value) ? { input: inputs++ } : value;
  };
  return readOperation(config, args.map(place));
}

/** One origin, or a list of them, or an object by name. */
function originsIn(value: unknown): Origin[] {
  if (!Array.isArray(value)) return Object.values(value ?? {}).map(toOrigin);
  return typeof value[0] === "string"
    ? [toOrigin(value)]
    : value.map((one) => toOrigin(one));
}

function missing(what: string): never {
  throw new ValueError(
    `Cannot read a model: expected ${what} that is there, received one that no layer gives`,
  );
}
