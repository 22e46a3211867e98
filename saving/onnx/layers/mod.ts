/** The layers that ONNX can say, and the others. */

import { Lambda } from "../../../layers/built_in.ts";
import type { Layer } from "../../../layers/layer.ts";
import { Unsayable } from "../emission.ts";
import { ACTIVATION_LAYERS } from "./activations.ts";
import { CONVOLUTIONS } from "./convolutions.ts";
import { CORE_LAYERS } from "./dense.ts";
import { MERGING } from "./merging.ts";
import { NORMALIZATIONS } from "./normalization.ts";
import { OPERATIONS } from "./operations.ts";
import { PASSING_LAYERS } from "./passing.ts";
import { POOLING } from "./pooling.ts";
import { RESHAPING } from "./reshaping.ts";
import { RESIZING } from "./resizing.ts";
import type { Emit } from "./rule.ts";

/** How layers are said, by their classes. */
const EMITTERS: ReadonlyMap<unknown, Emit> = new Map([
  ...ACTIVATION_LAYERS,
  ...CORE_LAYERS,
  ...CONVOLUTIONS,
  ...POOLING,
  ...NORMALIZATIONS,
  ...RESHAPING,
  ...RESIZING,
  ...MERGING,
  ...PASSING_LAYERS,
  ...OPERATIONS,
]);

/** Layers that ONNX cannot say, and why. */
export const UNSAID: ReadonlyMap<unknown, string> = new Map([
  [Lambda, "a function of your own"],
]);

/**
 * How a layer is said.
 *
 * @throws {Unsayable} if it is another than Keras's own, or one that ONNX cannot say.
 */
export function emitterOf(layer: Layer): Emit {
  const emit = EMITTERS.get(layer.constructor);
  if (emit) return emit;
  throw new Unsayable(UNSAID.get(layer.constructor) ?? "a class of your own");
}
