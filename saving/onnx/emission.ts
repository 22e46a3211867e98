/** A graph of ONNX that is being made: its nodes, and the numbers that they need. */

import type { Tensor as OwnTensor } from "../../autograd/tensor.ts";
import type { Layer } from "../../layers/layer.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import type { Variable } from "../../variables/variable.ts";
import type { Attribute, Node } from "./model.ts";
import {
  between,
  inverse,
  type Order,
  plainOrder,
  sameOrder,
} from "./order.ts";

/** A tensor of the graph: its shape as the model knows it, and in which order its axes lie. */
export interface Value {
  readonly name: string;
  readonly shape: PartialShape;
  readonly order: Order;
}

/** Numbers of the graph: where they come from, the shape in which they are seen, how that is turned, and what it is called then. */
export interface Held {
  readonly source: Variable | OwnTensor | readonly number[];
  readonly shape: readonly number[];
  readonly order: Order;
  readonly dims: readonly number[];
  readonly type: "float32" | "int64";
}

/** How the numbers of a weight are seen. */
export interface Seen {
  /** The shape, of as many elements; the weight's if not given. */
  readonly shape?: readonly number[];
  /** The order in which its axes are to lie; as they are if not given. */
  readonly order?: Order;
  /** The shape of what is in that order, of as many elements. */
  readonly dims?: readonly number[];
}

/** Arguments of a node that are no tensors. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** What ONNX cannot say, and why. */
export class Unsayable extends Error {}

/** Adds a layer to a graph, and gives what comes out. */
export type EmitLayer = (
  layer: Layer,
  inputs: readonly Value[],
) => readonly Value[];

/** Nodes and numbers, in the order in which they are added. */
export class Emission {
  /** What a layer gives for values. */
  readonly layer: EmitLayer;
  readonly nodes: Node[] = [];
  readonly held: Map<string, Held> = new Map();
  readonly #names = new Set<string>();
  readonly #turned = new Map<string, string>();
  readonly #places: string[] = [];

  /** Begins with nothing; `layer` says how layers are added. */
  constructor(layer: EmitLayer) {
    this.layer = layer;
  }

  /** What `f` adds, under a name. */
  inside<T>(name: string, f: () => T): T {
    this.#places.push(name);
    try {
      return f();
    } finally {
      this.#places.pop();
    }
  }

  /** A name that nothing else has. */
  unique(name: string): string {
    let own = name;
    for (let i = 1; this.#names.has(own); i++) own = `${name}_${i}`;
    this.#names.add(own);
    return own;
  }

  /** Adds a node; the names of its outputs. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes = {},
    outputs = 1,
  ): string[] {
    const name = this.unique([...this.#places, op].join("/"));
    const made = Array.from(
      { length: outputs },
      (_, i) => i === 0 ? name : this.unique(`${name}:${i}`),
    );
    this.nodes.push({ name, op, inputs, outputs: made, attributes });
    return made;
  }

  /** A node with a value as its first input, whose output has that value's shape and order. */
  map(
    op: string,
    x: Value,
    attributes: Attributes = {},
    ...others: readonly string[]
  ): Value {
    const [name] = this.node(op, [x.name, ...others], attributes);
    return { ...x, name };
  }

  /** A value with its axes in an order: turned if it has another. */
  turned(x: Value, order: Order): Value {
    if (sameOrder(x.order, order)) return x;
    const perm = between(x.order, order);
    const key = `${x.name}:${perm}`;
    let name = this.#turned.get(key);
    if (name === undefined) {
      [name] = this.node("Transpose", [x.name], { perm: { ints: perm } });
      this.#turned.set(key, name);
      this.#turned.set(`${name}:${inverse(perm)}`, x.name);
    }
    return { ...x, name, order };
  }

  /** A value with its axes as they are counted. */
  plain(x: Value): Value {
    return this.turned(x, plainOrder(x.order.length));
  }

  /** The numbers of a weight or of a constant; the same ones are there once. */
  weight(source: Variable | OwnTensor, seen: Seen = {}): string {
    const { shape = source.shape } = seen;
    const { order = plainOrder(shape.length) } = seen;
    const { dims = order.map((axis) => shape[axis]) } = seen;
    const wanted = "path" in source ? source.path : "constant";
    for (const [name, one] of this.held) {
      const isSame = one.source === source && sameOrder(one.dims, dims) &&
        sameOrder(one.order, order);
      if (isSame) return name;
    }
    const name = this.unique(wanted);
    this.held.set(name, { source, shape, order, dims, type: "float32" });
    return name;
  }

  /** Numbers with a shape; a list if none is given. */
  floats(
    numbers: readonly number[],
    dims: readonly number[] = [numbers.length],
  ): string {
    return this.#constant(numbers, dims, "float32");
  }

  /** One number. */
  number(value: number): string {
    return this.floats([value], []);
  }

  /** A list of whole numbers, such as axes. */
  ints(numbers: readonly number[]): string {
    return this.#constant(numbers, [numbers.length], "int64");
  }

  #constant(
    source: readonly number[],
    dims: readonly number[],
    type: Held["type"],
  ): string {
    for (const [name, one] of this.held) {
      const isSame = Array.isArray(one.source) && one.type === type &&
        sameOrder(one.dims, dims) && sameOrder(one.source, source);
      if (isSame) return name;
    }
    const name = this.unique(
      source.length === 1 ? `${type}:${source[0]}` : type,
    );
    const order = plainOrder(dims.length);
    this.held.set(name, { source, shape: dims, order, dims, type });
    return name;
  }
}
