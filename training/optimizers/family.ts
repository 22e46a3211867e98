/** The family of optimizers that stand by themselves. */

import {
  type Deserialize,
  family,
  type Get,
  type PartClass,
  type Serialize,
} from "../../config/family.ts";
import type { ObjectConfig } from "../../config/serialization.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * A class of optimizers.
 * @category Optimizers
 */
export type OptimizerClass = PartClass<Optimizer>;

/** How optimizers are found, written down and read back. */
export interface Optimizers<Name extends string> {
  /** The optimizer that an identifier means. */
  readonly get: Get<
    Name | ObjectConfig | Optimizer | OptimizerClass,
    Optimizer
  >;
  /** An optimizer in Keras's object form. */
  readonly serialize: Serialize<Optimizer>;
  /** The optimizer that Keras's object form means. */
  readonly deserialize: Deserialize<Optimizer>;
}

/** Optimizers that stand by themselves, under Keras's names. */
export * as BASIC from "./built_in.ts";

/** The family of some classes of optimizers; like Keras it does not mind the case of their names. */
export function familyOf<Name extends string>(
  classes: Readonly<Record<Name, OptimizerClass>>,
): Optimizers<Name | Lowercase<Name>> {
  return family({
    kind: "optimizer",
    base: Optimizer,
    module: "keras.optimizers",
    classes,
    others: { Optimizer },
    anyCase: true,
  });
}
