/** Arguments, checked with what Keras says of them. */

import { ValueError } from "../config/errors.ts";
import { quote } from "../config/quote.ts";
import { isInteger } from "../config/rows.ts";

/**
 * An integer that is at least 1. Keras lets fractions through here and there; here they are refused.
 *
 * @throws {ValueError} if it is something else.
 */
export function toCount(
  owner: string,
  argument: string,
  value: unknown,
): number {
  if (isInteger(value) && value >= 1) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be a strictly positive integer, received ${
      quote(value)
    }`,
  );
}

/**
 * A boolean, and nothing that merely counts as one.
 *
 * @throws {ValueError} if it is something else.
 */
export function toBoolean(
  owner: string,
  argument: string,
  value: unknown,
): boolean {
  if (typeof value === "boolean") return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be true or false, received ${
      quote(value)
    }`,
  );
}
