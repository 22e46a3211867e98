/** What a `DistributedOptimizer` is made of. */

import { type AnySchema, refuse, type Row } from "../config/schema.ts";
import {
  get,
  type Optimizer,
  type OptimizerIdentifier,
  serialize,
} from "../training/optimizers/mod.ts";
import { Group } from "./group.ts";
import { currentGroup } from "./init.ts";

/**
 * The options of `DistributedOptimizer`.
 * @category Several processes
 */
export interface DistributedOptimizerOptions {
  /** The optimizer that makes the steps, or what stands for one. */
  readonly innerOptimizer: OptimizerIdentifier;
  /** The processes; those that `init` has joined if not given. */
  readonly group?: Group | null;
  /** Its name. */
  readonly name?: string | null;
}

/** The rows of its own options. */
export const OPTIONS: AnySchema = {
  innerOptimizer: optimizer(),
  group: processes(),
};

function optimizer(): Row<OptimizerIdentifier, Optimizer> {
  return {
    read(value, place) {
      const made = get(value as OptimizerIdentifier);
      if (!made) return refuse(place, "an optimizer", value);
      // Two would average twice, and only the outer one is told when.
      if ("group" in made) refuse(place, "an optimizer of one process", value);
      return made;
    },
    write: (value) => serialize(value),
  };
}

function processes(): Row<Group | null, Group> {
  return {
    read(value, place) {
      const group = value ?? currentGroup();
      if (group instanceof Group) return group;
      return refuse(
        place,
        "a group, or that init has been called and awaited before",
        value,
      );
    },
    write: () => undefined,
  };
}
