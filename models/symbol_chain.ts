/** The symbols that the layers of a Sequential give, one after the other: Keras knows its ends and theirs by them. */

import { ValueError } from "../config/errors.ts";
import type { InputLayer } from "../layers/core/input_layer.ts";
import type { Layer } from "../layers/layer.ts";
import { type SymbolicTensor, symbolsOf } from "../layers/symbol.ts";

/** One for the input, and one for each layer; those that are there stay when layers come or go behind them. */
export class SymbolChain {
  readonly #symbols: SymbolicTensor[];

  /** Begins it with what the input gives. */
  constructor(input: InputLayer) {
    this.#symbols = [...symbolsOf(input, [], [input.batchShape])];
  }

  /** What goes in. */
  get input(): SymbolicTensor {
    return this.#symbols[0];
  }

  /** What comes out. */
  get output(): SymbolicTensor {
    return this.#symbols.at(-1)!;
  }

  /** Leads through layers, all of which are built: the first so many of them as before. */
  follow(layers: readonly Layer[]): void {
    this.#symbols.length = Math.min(this.#symbols.length, layers.length + 1);
    while (this.#symbols.length <= layers.length) {
      const layer = layers[this.#symbols.length - 1];
      const given = layer.apply<SymbolicTensor>(this.output);
      this.#symbols.push(given);
    }
  }
}

/** The chain of a model, which is there once it is built. */
export function known(chain: SymbolChain | null, model: Layer): SymbolChain {
  if (chain) return chain;
  throw new ValueError(
    `Cannot read the ends of ${model}: expected a model that is built, as one that begins with Input is, received one that is not`,
  );
}
