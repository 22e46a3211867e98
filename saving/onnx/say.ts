/** The graph of ONNX that says what a model does, its inputs and outputs by their names. */

import { ValueError } from "../../config/errors.ts";
import type { InputLayer } from "../../layers/core/input_layer.ts";
import { graphOf, type Model } from "../../models/model.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { type Held, Unsayable, type Value } from "./emission.ts";
import { Emitter } from "./emit.ts";
import { type End, type Node, TYPES } from "./model.ts";
import { plainOrder } from "./order.ts";

/** A graph that a model is said by: its nodes, its ends, and where its numbers come from. */
export interface Said {
  readonly nodes: readonly Node[];
  readonly held: ReadonlyMap<string, Held>;
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
}

/**
 * The graph that says what a model does.
 *
 * @throws {ValueError} if it has layers that ONNX cannot say: all of them are named.
 */
export function say(action: string, model: Model): Said {
  const emitter = new Emitter();
  const { to } = emitter;
  const inputs = endsOf(model).map(({ name, shape, type }): [End, Value] => {
    const own = to.unique(name);
    const order = plainOrder(shape.length);
    return [{ name: own, type, shape: sizes(own, shape) }, {
      name: own,
      shape,
      order,
    }];
  });
  const names = model.outputNames.map((name) => to.unique(name));
  const values = inputs.map(([{ type }, value]) =>
    type === TYPES.float32
      ? value
      : to.map("Cast", value, { to: { int: TYPES.float32 } })
  );
  let outputs: readonly Value[];
  try {
    outputs = emitter.model(model, values);
  } catch (error) {
    if (!(error instanceof Unsayable)) throw error;
    throw new ValueError(
      `Cannot ${action}: expected a Sequential or a model of inputs and outputs, received ${error.message}`,
    );
  }
  emitter.check(action);
  const made = outputs.map((value) => to.plain(value).name);
  return {
    nodes: named(to.nodes, made, names),
    held: to.held,
    inputs: inputs.map(([end]) => end),
    outputs: outputs.map(({ shape }, i) => ({
      name: names[i],
      type: TYPES.float32,
      shape: sizes(names[i], shape),
    })),
  };
}

/** What a model leads from. The batch of a Sequential is never fixed: a call of it said how large it was. */
function endsOf(
  model: Model,
): { name: string; shape: PartialShape; type: number }[] {
  const graph = graphOf(model);
  const inputs = (graph ?? model).inputs ?? [];
  return inputs.map(({ node }) => {
    const layer = node.layer as InputLayer;
    const { batchShape: [batch, ...shape], name } = layer;
    const { dtype } = layer.getConfig();
    return {
      name,
      shape: [graph ? batch : null, ...shape],
      type: TYPES[dtype as keyof typeof TYPES] ?? TYPES.float32,
    };
  });
}

/** Sizes that are not known have names: the first is that of the batch. */
function sizes(name: string, shape: PartialShape): End["shape"] {
  return shape.map((size, axis) =>
    size ?? (axis === 0 ? "batch" : `${name}_${axis}`)
  );
}

/** Nodes of which some give what the outputs are called; what has another name already is handed on. */
function named(
  nodes: readonly Node[],
  made: readonly string[],
  names: readonly string[],
): readonly Node[] {
  const given = new Set(nodes.flatMap(({ outputs }) => outputs));
  const renamed = new Map<string, string>();
  const handedOn: Node[] = [];
  made.forEach((name, i) => {
    if (given.has(name) && !renamed.has(name)) {
      renamed.set(name, names[i]);
    } else {
      handedOn.push({
        name: names[i],
        op: "Identity",
        inputs: [name],
        outputs: [names[i]],
        attributes: {},
      });
    }
  });
  const rename = (name: string) => renamed.get(name) ?? name;
  return [...nodes, ...handedOn].map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
}
