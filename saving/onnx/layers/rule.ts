/** How a layer is said in ONNX. */

import type { Layer } from "../../../layers/layer.ts";
import type { Emission, Value } from "../emission.ts";

/** Adds what a layer does with its inputs, and gives what comes out. */
export type Emit<L extends Layer = Layer> = (
  layer: L,
  inputs: readonly [Value, ...Value[]],
  to: Emission,
) => Value | readonly Value[];

/** A class of layers, and how they are said. */
export type Rule = readonly [layer: unknown, emit: Emit];

/** How the layers of a class are said. */
export function rule<L extends Layer>(
  layer: { readonly prototype: L },
  emit: Emit<L>,
): Rule {
  return [layer, emit as Emit];
}

/** How the layers of several classes are said. */
export function rules<L extends Layer>(
  layers: readonly { readonly prototype: L }[],
  emit: Emit<L>,
): Rule[] {
  return layers.map((layer) => rule(layer, emit));
}
