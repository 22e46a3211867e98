/** Counts the calls of models in graphs of tf.keras from 0: there the first call is what made the model, which no config has. */

import type { Config } from "../../config/serialization.ts";

const GRAPHS: readonly unknown[] = ["Functional", "Model"];

/** The arguments of a graph with the calls of models in it counted as those of layers. */
export function withoutFirstCalls(config: Config): Config {
  const { layers, output_layers: outputs } = config;
  if (!Array.isArray(layers)) return config;
  const isOlder = layers.some((one) => {
    const { inbound_nodes: nodes } = Object(one) as Config;
    return Array.isArray(nodes) && Array.isArray(nodes[0]);
  });
  if (!isOlder) return config;
  const graphs = namesOf(
    layers,
    ({ class_name }) => GRAPHS.includes(class_name),
  );
  const lists = namesOf(layers, hasInput);
  const all = new Set([...graphs, ...lists]);
  return {
    ...config,
    layers: layers.map((layer) => ({
      ...layer,
      inbound_nodes: counted(layer.inbound_nodes, all),
    })),
    // Of outputs Keras 3 counts the calls of graphs in the same way.
    output_layers: counted(outputs, lists),
  };
}

function namesOf(
  layers: readonly Config[],
  is: (layer: Config) => boolean,
): ReadonlySet<unknown> {
  return new Set(layers.filter(is).map(({ name }) => name));
}

/** Whether it is a Sequential that was made with the shape of its input. */
function hasInput({ class_name, config }: Config): boolean {
  if (class_name !== "Sequential") return false;
  const { layers } = Object(config) as Config;
  const [first] = Array.isArray(layers) ? layers : [];
  return Object(first?.config).batch_input_shape !== undefined;
}

function counted(value: unknown, names: ReadonlySet<unknown>): unknown {
  if (!Array.isArray(value)) {
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, counted(one, names)]),
    );
  }
  const [name, call, ...rest] = value;
  if (!names.has(name) || typeof call !== "number") {
    return value.map((one) => counted(one, names));
  }
  return [
    name,
    Math.max(call - 1, 0),
    ...rest.map((one) => counted(one, names)),
  ];
}
