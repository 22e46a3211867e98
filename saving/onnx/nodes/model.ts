/** Makes a model of the nodes of a graph: each is a layer, or an op. */

import { quote, shorten, ValueError } from "../../../config/errors.ts";
import { SymbolicTensor } from "../../../layers/symbol.ts";
import { Identity } from "../../../layers/core/identity.ts";
import { Input } from "../../../models/input.ts";
import { Model } from "../../../models/model.ts";
import { type Match, put } from "../../../models/weights/put.ts";
import { told } from "../../model_from.ts";
import { type End, type Graph, type Node, TYPES } from "../model.ts";
import {
  Call,
  type Constant,
  constantOf,
  type Given,
  type Readers,
} from "./call.ts";
import { CHOOSING } from "./choosing.ts";
import { LAYERS } from "./layers.ts";
import { OPS } from "./ops.ts";
import { WINDOWS } from "./windows.ts";

const READERS: Readers = { ...CHOOSING, ...LAYERS, ...OPS, ...WINDOWS };

/** What nodes can be, as errors list it. */
const KNOWN = Object.keys(READERS).sort().join(", ");

/** Element types of inputs. */
const INPUTS = new Map<number, "float32" | "int32" | "int64">([
  [TYPES.float32, "float32"],
  [TYPES.int32, "int32"],
  [TYPES.int64, "int64"],
]);

/**
 * The model that a graph says.
 *
 * @throws {ValueError} if it has nodes of other operators, what a layer refuses, or what no node before gives.
 */
export function modelOf(action: string, graph: Graph): Model {
  return new Making(action, graph).model();
}

/** A model that is being made. */
class Making {
  readonly #action: string;
  readonly #graph: Graph;
  readonly #known = new Map<string, Given>();
  readonly #matches: Match[] = [];
  readonly #names = new Set<string>();
  readonly #outputs: ReadonlySet<string>;
  /** The nodes that take a value. */
  readonly #takers = new Map<string, Node[]>();
  /** Nodes that are in the layers of others. */
  readonly #done = new Set<Node>();

  constructor(action: string, graph: Graph) {
    this.#action = action;
    this.#graph = graph;
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    for (const node of graph.nodes) {
      for (const name of node.inputs) {
        const known = this.#takers.get(name);
        if (known) known.push(node);
        else this.#takers.set(name, [node]);
      }
    }
  }

  model(): Model {
    const { nodes, tensors, inputs, outputs, name } = this.#graph;
    for (const [name, tensor] of tensors) {
      const constant = constantOf(tensor);
      if (!constant) {
        this.#refuse(
          `${quote(name)} of float32 or int64`,
          `type ${tensor.type}`,
        );
      }
      this.#define(name, constant);
    }
    const from = inputs.filter(({ name }) => !tensors.has(name))
      .map((end) => this.#input(end));
    for (const node of nodes) this.#read(node);
    const to = outputs.map(({ name }) => {
      const found = this.#known.get(name);
      if (found instanceof SymbolicTensor) return named(found, name);
      return this.#refuse(
        `an output ${quote(name)} that is computed`,
        found ? "numbers" : "none",
      );
    });
    const model = told(
      this.#action,
      "a graph from its inputs to its outputs",
      () =>
        new Model({
          inputs: from,
          outputs: to,
          name: name.replaceAll("/", "_") || "model",
        }),
    );
    put(this.#action, { matches: this.#matches, extra: [] });
    return model;
  }

  #refuse(expected: string, received: string): never {
    throw new ValueError(
      `Cannot ${this.#action}: expected ${expected}, received ${received}`,
    );
  }

  #define(name: string, what: Given): void {
    if (this.#known.has(name)) {
      this.#refuse("values of different names", `${quote(name)} again`);
    }
    this.#known.set(name, what);
  }

  #input({ name, shape, type }: End): SymbolicTensor {
    const dtype = INPUTS.get(type);
    const known = shape.map((size) => typeof size === "number" ? size : null);
    const isSmall =
      known.reduce<number>((all, one) => all * (one ?? 1), 1) <= 2 ** 22;
    if (!dtype || !isSmall) {
      this.#refuse(
        `an input ${quote(name)} of at most ${2 ** 22} numbers`,
        `[${shape.join(", ")}] of type ${type}`,
      );
    }
    this.#names.add(name);
    const own = told(
      this.#action,
      `an input ${quote(name)}`,
      () => Input({ batchShape: known, name, dtype }),
    );
    this.#define(name, own);
    return own;
  }

  #read(node: Node): void {
    if (this.#done.has(node)) return;
    const { op } = node, shown = `${op} ${quote(node.name)}`;
    if (!Object.hasOwn(READERS, op)) {
      this.#refuse(`nodes of ${KNOWN}`, shorten(shown));
    }
    const given = node.inputs.map((name) => {
      if (name === "") return undefined;
      return this.#known.get(name) ??
        this.#refuse(`${shown} to take what is given before it`, quote(name));
    });
    const added = this.#bias(node, given);
    const ends = added ? added.node.outputs : node.outputs;
    const call = new Call(node, given, {
      action: this.#action,
      matches: this.#matches,
      names: this.#names,
      outputs: this.#outputs,
    }, { bias: added?.bias ?? null, end: ends[0] });
    const made = told(
      this.#action,
      `${shown} that is a layer or an op`,
      () => [READERS[op](call)].flat(),
    );
    call.checkAttributes();
    if (added) this.#done.add(added.node);
    if (ends.length > made.length) {
      this.#refuse(`${shown} with ${made.length} outputs`, `${ends.length}`);
    }
    ends.forEach((name, i) => this.#define(name, made[i]));
  }

  /** Numbers that the only node that takes a product with a matrix adds to it. */
  #bias(
    { op, outputs: [end] }: Node,
    [x, kernel]: readonly (Given | undefined)[],
  ): { node: Node; bias: Constant } | null {
    const isDense = op === "MatMul" && x instanceof SymbolicTensor &&
      kernel !== undefined && !(kernel instanceof SymbolicTensor);
    if (!isDense || this.#outputs.has(end)) {
      return null;
    }
    const takers = this.#takers.get(end) ?? [];
    const [node] = takers;
    if (takers.length !== 1 || node.op !== "Add" || node.inputs.length !== 2) {
      return null;
    }
    const bias = this.#known.get(
      node.inputs.find((name) => name !== end) ?? "",
    );
    if (!bias || bias instanceof SymbolicTensor) return null;
    const isBias = bias.shape.length === 1 && bias.shape[0] === kernel.shape[1];
    return isBias ? { node, bias } : null;
  }
}

/** An output, made by a layer of its name. */
function named(output: SymbolicTensor, name: string): SymbolicTensor {
  if (output.node.layer.name === name && output.index === 0) return output;
  return new Identity({ name }).apply(output);
}
