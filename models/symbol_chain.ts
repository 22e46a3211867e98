/** The symbols that the layers of a Sequential give, one after the other: Keras knows its ends and theirs by them. */

import { ValueError } from "../config/errors.ts";
import type { InputLayer } from "../layers/core/input_layer.ts";
import type { Layer } from "../layers/layer.ts";
import {
  callAnew,
  type SymbolicTensor,
  symbolOfInput,
} from "../layers/symbol.ts";
import { showShape } from "../variables/shapes.ts";

/** One for the input, and one for each layer; those that still hold stay when layers come or go behind them. */
export class SymbolChain {
  readonly #symbols: SymbolicTensor[];

  /** Begins it with what the input gives. */
  constructor(input: InputLayer) {
    this.#symbols = [symbolOfInput(input)];
  }

  /** What goes in. */
  get input(): SymbolicTensor {
    return this.#symbols[0];
  }

  /** What comes out. */
  get output(): SymbolicTensor {
    return this.#symbols.at(-1)!;
  }

  /** Leads through layers, all of which are built. */
  follow(layers: readonly Layer[]): void {
    const changed = layers.findIndex((layer, i) => !this.#holds(layer, i + 1));
    const kept = 1 + (changed < 0 ? layers.length : changed);
    const earlier = this.#symbols.splice(kept);
    for (const layer of layers.slice(kept - 1)) {
      const before = earlier.find(({ node }) => node.layer === layer);
      this.#symbols.push(callAnew(layer, this.output, before));
    }
  }

  /** Whether a layer still gives the symbol at a place: one that is a model may have grown. */
  #holds(layer: Layer, place: number): boolean {
    const given = this.#symbols[place];
    if (given?.node.layer !== layer) return false;
    const shape = layer.computeOutputShape(this.#symbols[place - 1].shape);
    return showShape(shape) === showShape(given.shape);
  }
}

/**
 * Lets a model have lists of its ends, as one of inputs and outputs has: `null` as long as it has no chain. They are its own,
 * but not among what is looked through for layers.
 */
export function holdEnds(
  model: Layer & { readonly layers: readonly Layer[] },
  chain: () => SymbolChain | null,
): void {
  const listed = (end: "input" | "output") => ({
    get: () => chain() && [endsOf(model, chain())[end]],
  });
  Object.defineProperties(model, {
    inputs: listed("input"),
    outputs: listed("output"),
  });
}

/**
 * The ends of a model, whose chain is there once it is built.
 *
 * @throws {ValueError} if it is not.
 */
export function endsOf(
  model: Layer & { readonly layers: readonly Layer[] },
  chain: SymbolChain | null,
): SymbolChain {
  if (!chain) {
    throw new ValueError(
      `Cannot read the ends of ${model}: expected a model that is built, as one that begins with Input is, received one that is not`,
    );
  }
  // A model among the layers may have grown.
  chain.follow(model.layers);
  return chain;
}
