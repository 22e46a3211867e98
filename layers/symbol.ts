/** Symbols: tensors that there are not yet, of which graphs of layers are made. */

import type { TensorMethods } from "../autograd/methods.ts";
import type { TensorLike } from "../autograd/op.ts";
import { Shown, textOrRefusal } from "../config/shown.ts";
import { quote, ValueError } from "../config/errors.ts";
import { type PartialShape, showShape } from "../variables/shapes.ts";

/**
 * A layer, as a graph knows it.
 * @category Models
 */
export interface GraphLayer {
  /** Its name. */
  readonly name: string;
}

/**
 * One call of a layer on symbols.
 * @category Models
 */
export interface GraphNode {
  /** The layer. */
  readonly layer: GraphLayer;
  /** What it is called on; nothing for the input of a graph. */
  readonly inputs: readonly SymbolicTensor[];
  /** The names of the last of these, if the layer is given them by name. */
  readonly names: readonly string[];
  /** What it gives. */
  readonly outputs: readonly SymbolicTensor[];
  /** Whether it trains; `null` where the call does not say so. */
  readonly training: boolean | null;
}

/**
 * Every op that takes a tensor first, as a method of a symbol: a call of it in the graph.
 * @category Models
 */
export interface SymbolicTensor
  extends TensorMethods<SymbolicTensor, TensorLike | SymbolicTensor> {}

/**
 * Keras's KerasTensor: what `Input` gives, and a layer that is applied to it. It has a shape and no numbers; the ops of
 * tensors are its methods.
 *
 * @category Models
 */
export class SymbolicTensor extends Shown {
  /** Sizes of the axes, `null` where they are not known. */
  readonly shape: PartialShape;
  // Private, so that a model that has symbols as properties does not hold the layers behind them.
  readonly #node: GraphNode;
  /** Which output of that call it is. */
  readonly index: number;

  /** An output of a call. */
  constructor(shape: PartialShape, node: GraphNode, index: number) {
    super();
    this.shape = shape;
    this.#node = node;
    this.index = index;
  }

  /** The call that makes it. */
  get node(): GraphNode {
    return this.#node;
  }

  /**
   * The same in template strings.
   *
   * @throws {TypeError} where it is to be a number: ops are its methods, as in `x.mul(2)`.
   */
  override [Symbol.toPrimitive](hint: string): string {
    const expected = "an op, such as x.add(1) or x.mul(2)";
    return textOrRefusal(this, hint, { what: "a symbol", expected });
  }

  /** What it is called in errors. */
  override toString(): string {
    return `SymbolicTensor ${showShape(this.shape)} of ${this.node.layer}`;
  }
}

/**
 * A symbol, or several.
 * @category Models
 */
export type Symbols = SymbolicTensor | readonly SymbolicTensor[];

/** A layer that can be called in a graph. */
interface Callable extends GraphLayer {
  ensureBuilt(shape: PartialShape, ...others: PartialShape[]): void;
  computeOutputShapes(
    shape: PartialShape,
    ...others: PartialShape[]
  ): readonly PartialShape[];
}

/**
 * The symbol, or the symbols, that a call of a layer gives; the layer is built for them. Those that it is given by name
 * have no part in the shapes.
 *
 * @throws {TypeError} if one of these is no symbol.
 */
export function callOn(
  layer: Callable,
  x: Symbols,
  training: boolean | null,
  named: Readonly<Record<string, unknown>>,
): Symbols {
  const inputs = x instanceof SymbolicTensor ? [x] : x;
  const [first, ...others] = inputs.map(({ shape }) => shape);
  const further = Object.entries(named).map(([name, one]) => {
    if (one instanceof SymbolicTensor) return one;
    throw new TypeError(
      `Cannot apply ${layer}: expected ${name} to be a symbol, as its input is, received ${
        quote(one)
      }`,
    );
  });
  layer.ensureBuilt(first, ...others);
  const shapes = layer.computeOutputShapes(first, ...others);
  const names = Object.keys(named);
  const all = [...inputs, ...further];
  const outputs = symbolsOf(layer, all, shapes, { training, names });
  return outputs.length === 1 ? outputs[0] : outputs;
}

/** The first call of each layer on symbols: that by which Keras knows what goes in and comes out. */
const firstCalls = new WeakMap<GraphLayer, GraphNode>();

/**
 * What a layer was first called on in a graph, or what it gave then.
 *
 * @throws {ValueError} if it has never been called on symbols.
 */
export function endOf(layer: GraphLayer, end: "input" | "output"): Symbols {
  const call = firstCalls.get(layer);
  if (!call) {
    throw new ValueError(
      `Cannot read the ${end} of ${layer}: expected a layer that has been called on symbols, received one that has not`,
    );
  }
  // The layer of an Input has no input but what it gives.
  const symbols = end === "input" && call.inputs.length > 0
    ? call.inputs
    : call.outputs;
  return symbols.length === 1 ? symbols[0] : symbols;
}

/** What an input gives: the symbol by which it was made, if it was made by one. */
export function symbolOfInput(
  layer: GraphLayer & { readonly batchShape: PartialShape },
): SymbolicTensor {
  const call = firstCalls.get(layer) ??
    symbolsOf(layer, [], [layer.batchShape])[0].node;
  return call.outputs[0];
}

/** Calls a layer in the place of an earlier call, which is its first one no longer if it was. */
export function callAnew(
  layer: Callable,
  x: SymbolicTensor,
  earlier: SymbolicTensor | undefined,
): SymbolicTensor {
  if (firstCalls.get(layer) === earlier?.node) firstCalls.delete(layer);
  const [y] = [callOn(layer, x, null, {})].flat();
  return y;
}

/** The symbols of these shapes that a call of a layer gives. */
export function symbolsOf(
  layer: GraphLayer,
  inputs: readonly SymbolicTensor[],
  shapes: readonly PartialShape[],
  { training = null, names = [] }: Partial<GraphNode> = {},
): readonly SymbolicTensor[] {
  const outputs: SymbolicTensor[] = [];
  const node: GraphNode = { layer, inputs, names, outputs, training };
  if (!firstCalls.has(layer)) firstCalls.set(layer, node);
  shapes.forEach((shape, i) => {
    outputs.push(new SymbolicTensor(shape, node, i));
  });
  return outputs;
}

/** Whether symbols are given, and not tensors. */
export function isSymbolic(x: unknown): x is Symbols {
  if (!Array.isArray(x)) return x instanceof SymbolicTensor;
  // Copied, so that holes count as what they are.
  const list: readonly unknown[] = [...x];
  return list.length > 0 && list.every((one) => one instanceof SymbolicTensor);
}
