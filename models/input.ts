/** The symbol with which a graph of layers begins. */

import {
  InputLayer,
  type InputLayerOptions,
} from "../layers/core/input_layer.ts";
import { type SymbolicTensor, symbolsOf } from "../layers/symbol.ts";
import type { OptionsArguments } from "../config/schema.ts";

/**
 * Keras's Input: a tensor that there is not yet, on which layers are called to make a graph. The shape, without the batch,
 * may stand before the other options.
 *
 * @throws {ValueError} if the shape is not said, or said twice.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const { Concatenate, Dense } = dg.layers;
 * const x = dg.Input({ shape: [4] });
 * const hidden = new Dense({ units: 3, activation: "relu" }).apply(x);
 * const both = new Concatenate().apply([x, hidden.mul(2)]);
 * const model = new dg.Model({ inputs: x, outputs: new Dense({ units: 1 }).apply(both) });
 * assertEquals(model.apply(dg.ones([5, 4])).shape, [5, 1]);
 * ```
 *
 * @category Models
 */
export function Input(
  ...options: OptionsArguments<InputLayerOptions, ["shape"]>
): SymbolicTensor {
  const layer = new InputLayer(...options);
  layer.ensureBuilt(layer.batchShape);
  const [symbol] = symbolsOf(layer, [], [layer.batchShape]);
  return symbol;
}

/** The layer behind what Input gives; what other layers give has none to add. */
export function inputOf({ node: { layer, inputs } }: SymbolicTensor): unknown {
  return inputs.length === 0 ? layer : null;
}
