/** Options that are said for each output of a model. */

import { quote, ValueError } from "../../config/errors.ts";
import { isOptions, nearest } from "../../config/options.ts";

/**
 * One value for every output, a list in the order of the outputs, or an object by their names.
 * @category Training
 */
export type PerOutput<T> =
  | T
  | readonly (T | null)[]
  | Readonly<Record<string, T | null>>;

/**
 * The value for each output, in their order; `null` where none is given.
 *
 * @throws {ValueError} if there are more or fewer in a list than outputs, or a name is that of no output.
 */
export function toList<T>(
  option: string,
  given: PerOutput<T>,
  outputs: readonly string[],
): (T | null)[] {
  if (Array.isArray(given)) {
    if (given.length === outputs.length) return [...given];
    throw new ValueError(
      `Cannot compile a model: expected ${option} to have one entry for each of ${outputs.length} outputs, received ${given.length}`,
    );
  }
  if (isNamed(given)) {
    for (const name of Object.keys(given)) checkName(option, name, outputs);
    return outputs.map((name) =>
      Object.hasOwn(given, name) ? given[name] : null
    );
  }
  return outputs.map(() => given as T);
}

/** Whether values are given by name; Keras's object form is one value. */
function isNamed<T>(
  given: PerOutput<T>,
): given is Readonly<Record<string, T | null>> {
  return isOptions(given) && !("class_name" in given);
}

function checkName(
  option: string,
  name: string,
  outputs: readonly string[],
): void {
  if (outputs.includes(name)) return;
  const [meant] = nearest(name, outputs);
  throw new ValueError(
    `Cannot compile a model: expected ${option} for outputs ${
      outputs.join(", ")
    }, received ${quote(name)}${
      meant === undefined ? "" : ` (did you mean ${meant}?)`
    }`,
  );
}
