/**
 * Models: layers joined to a whole, and what trains them.
 *
 * @module
 */

import { nameClasses } from "../layers/layer_object.ts";
import { Model } from "./model.ts";
import { Sequential } from "./sequential.ts";

export * as callbacks from "./callbacks/mod.ts";
export { Model };
export { Input } from "./input.ts";
export type { ModelOptions } from "./model.ts";
export { Trainable } from "./trainable.ts";
export { inTraining } from "../variables/training_phase.ts";
export {
  type GraphLayer,
  type GraphNode,
  SymbolicTensor,
  type Symbols,
} from "../layers/symbol.ts";
export { Sequential, type SequentialOptions } from "./sequential.ts";
export { Trainer, type TrainerOptions } from "./trainer.ts";

nameClasses("keras", { Sequential });
nameClasses("keras.src.models.functional", { Functional: Model });
