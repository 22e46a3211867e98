/** Refuses what a function or a class would not read. */

import { nearest } from "./nearest.ts";
import { quote, shorten } from "./quote.ts";

/**
 * Refuses options that nobody would read, and anything that is no object of options. `action` is what cannot be done
 * then: `"compute sum"`, `"make Dense"`.
 *
 * @throws {TypeError} if `options` is no plain object, or has a key that is not in `known`.
 */
export function checkOptions(
  action: string,
  options: unknown,
  known: readonly string[],
): void {
  const isObject = isOptions(options);
  const unknown = isObject
    ? Object.keys(options).find((key) => !known.includes(key))
    : undefined;
  if (isObject && unknown === undefined) return;
  const expected = known.length > 0
    ? `options ${known.join(", ")}`
    : "no options";
  if (unknown === undefined) {
    throw new TypeError(
      `Cannot ${action}: expected an object of options (${expected}), received ${
        quote(options)
      }`,
    );
  }
  const [meant] = nearest(unknown, known);
  throw new TypeError(
    `Cannot ${action}: expected ${expected}, received ${shorten(unknown)}${
      meant === undefined ? "" : ` (did you mean ${meant}?)`
    }`,
  );
}

/**
 * Refuses arguments behind the last one that is read; `count` is how many are. For functions that take `...args`.
 *
 * @throws {TypeError} if there are more.
 */
export function checkArgumentCount(
  action: string,
  args: ArrayLike<unknown>,
  count: number,
): void {
  if (args.length <= count) return;
  throw new TypeError(
    `Cannot ${action}: expected ${count} ${
      count === 1 ? "argument" : "arguments"
    }, received ${args.length}`,
  );
}

/** Whether a value may be an object of options: it is of no class, nor an array. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ||
    // An object of another realm, such as a notebook's cell.
    Object.getPrototypeOf(prototype) === null;
}
