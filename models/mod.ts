/**
 * Models: layers joined to a whole, and what trains them.
 *
 * @module
 */

import { nameClasses } from "../layers/layer_object.ts";
import { Sequential } from "./sequential.ts";

export { Sequential, type SequentialOptions } from "./sequential.ts";
export { Trainer, type TrainerOptions } from "./trainer.ts";

nameClasses("keras", { Sequential });
