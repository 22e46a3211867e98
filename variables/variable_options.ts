/** The options of variables. */

import { FunctionPart } from "../config/part.ts";
import { flag, nullable, row, text } from "../config/rows.ts";
import type { Row, Schema } from "../config/schema.ts";
import { Constraint } from "./constraints/constraint.ts";
import { Regularizer } from "./regularizers/regularizer.ts";
import { name } from "./rows.ts";

/**
 * The options of a variable.
 * @category Variables
 */
export interface VariableOptions {
  /** The last part of its path; `"variable"`, `"variable_1"`, ... if not given. */
  readonly name?: string | null;
  /** The names of what it lies in and its own, with "/" between them; its name if not given. */
  readonly path?: string | null;
  /** Whether it is to be trained; true if not given. */
  readonly trainable?: boolean;
  /** What its value is penalised for. */
  readonly regularizer?: Regularizer | null;
  /** What its value is brought back to after every update. */
  readonly constraint?: Constraint | null;
}

/** The rows of these options. */
export const VARIABLE_ROWS = {
  name: name(),
  path: nullable(text()),
  trainable: flag(true),
  regularizer: member("regularizer", Regularizer),
  constraint: member("constraint", Constraint),
} satisfies Schema<VariableOptions>;

/** A member of a family itself, and no name of it; none if not given. */
function member<T extends object>(
  kind: string,
  base: abstract new (...options: never) => T,
): Row<T | null> {
  return nullable(row(
    `a ${kind}, such as ${kind}s.get gives`,
    (value) =>
      value instanceof base || value instanceof FunctionPart
        ? value as T
        : undefined,
  ));
}
