/** A node of a graph that is being made into layers: what it is given, and what is made of it. */

import { tensor } from "../../../autograd/create.ts";
import type { Tensor } from "../../../autograd/tensor.ts";
import { ValueError } from "../../../config/errors.ts";
import type { Layer } from "../../../layers/layer.ts";
import { Operation } from "../../../layers/operation.ts";
import { SymbolicTensor } from "../../../layers/symbol.ts";
import type { Match } from "../../../models/weights/put.ts";
import type { Variable } from "../../../variables/variable.ts";
import { type PartialShape, showShape } from "../../../variables/shapes.ts";
import {
  type Attribute,
  type Node,
  type Tensor as Written,
  TYPES,
} from "../model.ts";
import { floatsIn, wholesIn } from "../numbers.ts";

/** Numbers of the file. */
export interface Constant {
  readonly shape: readonly number[];
  readonly numbers: ArrayLike<number>;
}

/** What a name stands for. */
export type Given = SymbolicTensor | Constant;

/** What nodes of an operator are made into. */
export type ReadNode = (call: Call) => Given | readonly Given[];

/** Readers by the names of operators. */
export type Readers = Readonly<Record<string, ReadNode>>;

/** What all nodes of a graph share. */
export interface Shared {
  readonly action: string;
  /** Weights, and the numbers for them. */
  readonly matches: Match[];
  /** Names that layers have. */
  readonly names: Set<string>;
  /** What the outputs of the graph are called. */
  readonly outputs: ReadonlySet<string>;
}

/** Elements of a value at most, of one batch's item: ops are tried to see which shapes they give. */
const MOST = 2 ** 22;

/** A node, and what it is given. */
export class Call {
  /** The node. */
  readonly node: Node;
  /** What it is given; `undefined` where it is given nothing. */
  readonly inputs: readonly (Given | undefined)[];
  /** What is added to it by the only node that takes it. */
  readonly bias: Constant | null;
  readonly #end: string;
  readonly #shared: Shared;
  readonly #asked = new Set<string>();

  /** A node of a graph; `end` is what it gives, with the bias. */
  constructor(
    node: Node,
    inputs: readonly (Given | undefined)[],
    shared: Shared,
    { bias, end }: { bias: Constant | null; end: string },
  ) {
    this.node = node;
    this.inputs = inputs;
    this.bias = bias;
    this.#shared = shared;
    this.#end = end;
  }

  /** Refuses the node. */
  refuse(expected: string, received: string): never {
    const { name, op } = this.node;
    throw new ValueError(
      `Cannot ${this.#shared.action}: expected ${op} "${name}" to have ${expected}, received ${received}`,
    );
  }

  /** A name for a layer that no other has. */
  get name(): string {
    const { names, outputs } = this.#shared;
    const { name, op } = this.node;
    const shown = outputs.has(this.#end) ? this.#end : name || op;
    const wanted = shown.replaceAll("/", "_");
    let own = wanted;
    for (let i = 1; names.has(own); i++) own = `${wanted}_${i}`;
    names.add(own);
    return own;
  }

  /** An input that is computed. */
  symbol(i = 0): SymbolicTensor {
    const input = this.inputs[i];
    if (input instanceof SymbolicTensor) return input;
    return this.refuse(
      `an input ${i} that is computed`,
      input ? "numbers" : "none",
    );
  }

  /** An input of numbers, if there is one. */
  maybe(i: number): Constant | null {
    const input = this.inputs[i];
    if (input === undefined) return null;
    if (!(input instanceof SymbolicTensor)) return input;
    return this.refuse(`numbers as input ${i}`, "what is computed");
  }

  /** An input of numbers. */
  constant(i: number): Constant {
    return this.maybe(i) ?? this.refuse(`numbers as input ${i}`, "none");
  }

  /** The numbers of an input. */
  numbers(i: number): number[] {
    return Array.from(this.constant(i).numbers);
  }

  /** Numbers of an attribute. */
  ints(name: string, usual: readonly number[]): readonly number[] {
    const value = this.#attribute(name);
    if (!value) return usual;
    return "ints" in value
      ? value.ints
      : this.refuse(`integers as ${name}`, "others");
  }

  /** A whole number of an attribute. */
  int(name: string, usual: number): number {
    const value = this.#attribute(name);
    if (!value) return usual;
    return "int" in value
      ? value.int
      : this.refuse(`an integer as ${name}`, "another");
  }

  /** A number of an attribute. */
  float(name: string, usual: number): number {
    const value = this.#attribute(name);
    if (!value) return usual;
    return "float" in value
      ? value.float
      : this.refuse(`a number as ${name}`, "another");
  }

  /** A text of an attribute. */
  text(name: string, usual: string): string {
    const value = this.#attribute(name);
    if (!value) return usual;
    return "text" in value
      ? value.text
      : this.refuse(`text as ${name}`, "another");
  }

  /** A tensor of an attribute. */
  tensor(name: string): Constant | null {
    const value = this.#attribute(name);
    if (!value) return null;
    return "tensor" in value
      ? constantOf(value.tensor) ?? this.refuse("numbers", "others")
      : this.refuse(`a tensor as ${name}`, "another");
  }

  /** Refuses an input whose sizes are not those that weights have. */
  sized(sizes: PartialShape, wanted: readonly number[]): void {
    if (
      sizes.length === wanted.length &&
      wanted.every((size, i) => size === sizes[i])
    ) {
      return;
    }
    this.refuse(
      `an input of the size that its numbers have, [${wanted.join(", ")}]`,
      showShape(sizes),
    );
  }

  /** Refuses an attribute that says something else than one value. */
  only(name: string, value: number | string): void {
    const own = typeof value === "string"
      ? this.text(name, value)
      : name in this.node.attributes && "float" in this.node.attributes[name]
      ? this.float(name, value)
      : this.int(name, value);
    if (own !== value && own !== Math.fround(Number(value))) {
      this.refuse(`${name} ${value}`, `${own}`);
    }
  }

  #attribute(name: string): Attribute | undefined {
    this.#asked.add(name);
    return this.node.attributes[name];
  }

  /** Refuses attributes that nobody has asked for. */
  checkAttributes(): void {
    const others = Object.keys(this.node.attributes)
      .filter((name) => !this.#asked.has(name));
    if (others.length > 0) {
      this.refuse("no further attributes", others.join(", "));
    }
  }

  /** A value with elements on both sides of each axis: of a number, or its own. */
  pad(
    x: SymbolicTensor,
    widths: readonly (readonly [number, number])[],
    value: number | string,
  ): SymbolicTensor {
    this.checkSize([
      x.shape.map((size, axis) =>
        (size ?? 1) + widths[axis][0] + widths[axis][1]
      ),
    ]);
    return this.op("pad", x, widths, value);
  }

  /** Refuses shapes that together would be very large: of what is not known a few are there. */
  checkSize(shapes: readonly PartialShape[]): void {
    const rank = Math.max(...shapes.map((shape) => shape.length), 0);
    let size = 1;
    for (let i = 1; i <= rank; i++) {
      size *= Math.max(1, ...shapes.map((shape) => shape.at(-i) ?? 1));
    }
    if (size > MOST) this.refuse(`at most ${MOST} elements`, `${size}`);
  }

  /** A layer on symbols; the weights are put in their places when all is made. */
  layer(
    layer: Layer,
    weights: readonly (readonly [Variable | null, Constant])[] = [],
    x: SymbolicTensor | readonly SymbolicTensor[] = this.symbol(),
  ): SymbolicTensor {
    return this.weigh(layer.apply(x), weights);
  }

  /** Notes the numbers for weights of what has been built. */
  weigh<T>(
    made: T,
    weights: readonly (readonly [Variable | null, Constant])[],
  ): T {
    for (const [variable, { shape, numbers }] of weights) {
      if (!variable) continue;
      const found = { name: variable.path, shape, data: numbers };
      this.#shared.matches.push({ wanted: variable.path, variable, found });
    }
    return made;
  }

  /** An op on what is given: numbers in tensors. */
  op(op: string, ...args: readonly unknown[]): SymbolicTensor {
    return this.ops(op, ...args)[0];
  }

  /** An op that gives several. */
  ops(op: string, ...args: readonly unknown[]): readonly SymbolicTensor[] {
    const inputs: SymbolicTensor[] = [];
    this.checkSize(
      args.flatMap((one) =>
        one instanceof SymbolicTensor || isConstant(one) ? [one.shape] : []
      ),
    );
    const place = (one: unknown): unknown => {
      if (one instanceof SymbolicTensor) return { input: inputs.push(one) - 1 };
      return isConstant(one) ? tensorOf(one) : one;
    };
    const layer = new Operation({ name: this.name, op, args: args.map(place) });
    return [layer.apply<SymbolicTensor | SymbolicTensor[]>(inputs)].flat();
  }
}

/** The numbers of a tensor; `null` of other elements. */
export function constantOf(
  { type, dims: shape, bytes }: Written,
): Constant | null {
  if (type === TYPES.float32) return { shape, numbers: floatsIn(bytes) };
  return type === TYPES.int64 ? { shape, numbers: wholesIn(bytes) } : null;
}

/** Whether an argument is numbers of the file. */
export function isConstant(one: unknown): one is Constant {
  return typeof one === "object" && one !== null && "numbers" in one;
}

/** Numbers of the file as a number, or as a tensor. */
export function tensorOf({ shape, numbers }: Constant): Tensor | number {
  if (numbers.length === 1 && shape.length === 0) return numbers[0];
  return tensor(Float32Array.from(numbers), shape);
}
