/** Checks that the parts of layers make on their options. */

import { ValueError } from "./errors.ts";
import {
  checkArgumentCount,
  checkOptions as checkKnownOptions,
} from "./options.ts";
import { quote } from "./quote.ts";

export { quote } from "./quote.ts";

/** The options of what has none. */
export type NoOptions = Record<never, never>;

/**
 * Refuses options that nobody would read, and anything that is no object of options; of a constructor that is given its
 * `args`, what stands behind the options too.
 *
 * @throws {TypeError} if `options` is no object, or has a key that is not in `known`, or there are more arguments.
 */
export function checkOptions(
  owner: string,
  options: unknown,
  known: readonly string[],
  args: ArrayLike<unknown> = [],
): void {
  checkArgumentCount(`make ${owner}`, args, 1);
  checkKnownOptions(`make ${owner}`, options, known);
}

/**
 * An option that is a finite number.
 *
 * @throws {ValueError} if it is not.
 */
export function checkNumber(
  owner: string,
  option: string,
  value: unknown,
): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be a finite number, received ${
      quote(value)
    }`,
  );
}

/**
 * An option that is one of a few strings.
 *
 * @throws {ValueError} if it is not.
 */
export function checkOneOf<const Name extends string>(
  owner: string,
  option: string,
  value: unknown,
  names: readonly Name[],
): Name {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be one of ${
      names.map(quote).join(", ")
    }, received ${quote(value)}`,
  );
}
