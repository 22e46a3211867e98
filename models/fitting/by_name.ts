/** Samples that are given by the names of the inputs or outputs that they belong to. */

import { quote } from "../../config/errors.ts";
import { nearest } from "../../config/options.ts";

/** The inputs and outputs of a model, as far as they have names. */
export interface Named {
  /** The names of its inputs; of a class of one's own none are known. */
  readonly inputNames?: readonly string[];
  /** The names of its outputs. */
  readonly outputNames: readonly string[];
}

/**
 * What is given by name, in the order of the names.
 *
 * @throws {TypeError} if a name is that of none, or none is given for one.
 */
export function inOrder<T>(
  action: string,
  what: string,
  data: Readonly<Record<string, T>>,
  names: readonly string[],
): readonly T[] {
  const given = Object.keys(data);
  const stray = given.find((name) => !names.includes(name));
  const missing = names.find((name) => !given.includes(name));
  if (stray === undefined && missing === undefined && names.length > 0) {
    return names.map((name) => data[name]);
  }
  const [meant] = stray === undefined ? [] : nearest(stray, names);
  const expected = names.length > 0
    ? `${what} for ${names.join(", ")}`
    : `${what} in a list, for a class of one's own has no names of inputs`;
  const received = stray !== undefined
    ? `${quote(stray)}${meant ? ` (did you mean ${meant}?)` : ""}`
    : missing === undefined
    ? quote(data)
    : `none for ${missing}`;
  throw new TypeError(
    `Cannot ${action}: expected ${expected}, received ${received}`,
  );
}
