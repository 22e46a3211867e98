/** Ops of TensorFlow that tf.keras has as layers (TFOpLambda), as the operations that Keras 3 has. */

import { quote, ValueError } from "../../config/errors.ts";
import type { Config } from "../../config/serialization.ts";
import { TENSORFLOW_OPS } from "./tensorflow_ops.ts";

const CLASSES: readonly unknown[] = ["TFOpLambda", "SlicingOpLambda"];
/** What stands in the place of a layer where an input is a number. */
const CONSTANT = "_CONSTANT_VALUE";

/**
 * The operation, or the layer, for such a layer of a graph; others as they are, and those that Keras 3 has nothing for.
 *
 * @throws {ValueError} if it is called with something that Keras 3's does not take.
 */
export function withoutLambda(object: Config): Config {
  const { class_name, config, inbound_nodes: nodes } = object;
  if (!CLASSES.includes(class_name)) return object;
  const { function: called, name } = Object(config) as Config;
  const op = TENSORFLOW_OPS.get(`${called}`);
  if (!op || !Array.isArray(nodes)) return object;
  const read = [...op.args ?? [], ...op.read ?? []];
  const calls = nodes.map((node) => {
    const { first, given } = callIn(node);
    const refused = Object.entries(given).find(([keyword, value]) =>
      !read.includes(keyword) && keyword !== "name" && value !== null &&
      value !== false
    );
    const further = op.config?.(given) ?? (op.config ? null : {});
    if (refused || !further) {
      throw new ValueError(
        `Cannot read ${name}: expected a call of tf.${called} that Keras 3 has an operation for, received ${
          quote(refused ? Object.fromEntries([refused]) : given)
        }`,
      );
    }
    const args = [first, ...(op.args ?? []).map((one) => given[one])];
    return { further, args: op.class_name === "GetItem" ? keyed(args) : args };
  });
  return {
    module: op.isLayer ? "keras.layers" : "keras.src.ops.numpy",
    class_name: op.class_name,
    config: { name, ...calls[0]?.further },
    name: object.name,
    inbound_nodes: calls.map(({ args }) => ({ args, kwargs: {} })),
  };
}

/** What an op is called on, and what it is given by keyword. */
function callIn(node: unknown): { first: unknown; given: Config } {
  if (!Array.isArray(node)) return { first: null, given: {} };
  const isOne = typeof node[0] === "string";
  const keywords = Object(isOne ? node[3] : node[0]?.[3]) as Config;
  const given = Object.entries(keywords)
    .map(([keyword, value]) => [keyword, valueOf(value)]);
  return {
    first: isOne ? valueOf(node) : node.map(valueOf),
    given: Object.fromEntries(given),
  };
}

/** Outputs of layers as Keras 3 writes them, numbers as they are. */
function valueOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [layer, call, output] = value;
  if (layer === CONSTANT) return output;
  const isOutput = typeof layer === "string" && typeof call === "number" &&
    typeof output === "number";
  if (!isOutput) return value.map(valueOf);
  const keras_history = [layer, call, output];
  return { class_name: "__keras_tensor__", config: { keras_history } };
}

/** Slices, which are objects of their three numbers there, as Keras 3 writes them. */
function keyed([first, key]: readonly unknown[]): unknown[] {
  const written = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(written);
    const isSlice = typeof one === "object" && one !== null && "start" in one;
    return isSlice ? { class_name: "__slice__", config: one } : one;
  };
  return [first, written(key)];
}
