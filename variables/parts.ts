/** The parts that say how a weight is made. */

import { Constraint } from "./constraints/mod.ts";
import { Initializer } from "./initializers/mod.ts";
import { Regularizer } from "./regularizers/mod.ts";

/** Whether a value says how weights are made: it holds none, and need not be looked into at every step. */
export function isPart(value: unknown): boolean {
  return value instanceof Initializer || value instanceof Regularizer ||
    value instanceof Constraint;
}
