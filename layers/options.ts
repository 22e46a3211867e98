/** Checks that the parts of layers make on their options. */

import { ValueError } from "../backends/errors.ts";

/** The options of what has none. */
export type NoOptions = Record<never, never>;

/**
 * Refuses options that nobody would read, and anything that is no object of options.
 *
 * @throws {TypeError} if `options` is no object, or has a key that is not in `known`.
 */
export function checkOptions(
  owner: string,
  options: unknown,
  known: readonly string[],
): void {
  const expected = known.length > 0 ? `options ${known.join(", ")}` : "none";
  if (
    typeof options !== "object" || options === null || Array.isArray(options)
  ) {
    throw new TypeError(
      `Cannot make ${owner}: expected an object of options (${expected}), received ${
        quote(options)
      }`,
    );
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot make ${owner}: expected no options but ${expected}, received ${unknown}`,
    );
  }
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

/** A value as errors show it. */
export function quote(value: unknown): string {
  if (typeof value === "function") return value.name || "a function";
  if (typeof value === "number" || typeof value === "bigint") return `${value}`;
  try {
    return JSON.stringify(value) ?? `${value}`;
  } catch {
    return `${value}`;
  }
}
