/** Refuses options that make no variable. */

import { checkFlag } from "../config/arguments.ts";
import { checkOptions } from "../config/options.ts";
import { quote } from "../config/quote.ts";
import { Constraint } from "./constraints/constraint.ts";
import { FunctionPart } from "../config/family.ts";
import { Regularizer } from "./regularizers/regularizer.ts";

const ACTION = "make Variable";

/**
 * Refuses options of a variable that nobody would read, or that are of another kind.
 *
 * @throws {TypeError} if there is one.
 */
export function checkVariableOptions(options: object): void {
  const names = ["name", "path"],
    parts = ["regularizer", "constraint"] as const;
  const bases = { regularizer: Regularizer, constraint: Constraint };
  checkOptions(ACTION, options, [...names, ...parts, "trainable"]);
  const given: Readonly<Record<string, unknown>> = { ...options };
  checkFlag(ACTION, "trainable", given.trainable);
  for (const name of names) {
    const value = given[name];
    if (value === undefined || typeof value === "string") continue;
    refuse(`${name} to be a string`, value);
  }
  for (const part of parts) {
    const value = given[part] ?? null;
    if (value === null || value instanceof FunctionPart) continue;
    if (value instanceof bases[part]) continue;
    refuse(`${part} to be a ${part}, such as ${part}s.get gives`, value);
  }
}

function refuse(expected: string, value: unknown): never {
  throw new TypeError(
    `Cannot ${ACTION}: expected ${expected}, received ${quote(value)}`,
  );
}
