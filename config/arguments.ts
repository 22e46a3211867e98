/** Refuses arguments of a kind that is not meant. */

import { quote } from "./quote.ts";

/**
 * Refuses what cannot be called. `what` says what the function is for: `"a function to differentiate"`.
 *
 * @throws {TypeError} if it is no function, or a class.
 */
export function checkFunction(
  action: string,
  value: unknown,
  what = "a function",
): void {
  if (isCallable(value)) return;
  throw new TypeError(
    `Cannot ${action}: expected ${what}, received ${quote(value)}`,
  );
}

/** Whether a value can be called: a function, but no class. */
export function isCallable(
  value: unknown,
): value is (...args: never[]) => unknown {
  return typeof value === "function" &&
    !/^class\b/.test(Function.prototype.toString.call(value));
}

/**
 * Refuses what is no array.
 *
 * @throws {TypeError} if it is none.
 */
export function checkArray(
  action: string,
  value: unknown,
  what: string,
): asserts value is readonly unknown[] {
  if (Array.isArray(value)) return;
  throw new TypeError(
    `Cannot ${action}: expected ${what}, received ${quote(value)}`,
  );
}

/**
 * Refuses an option that is neither true nor false, nor left out.
 *
 * @throws {TypeError} if it is something else.
 */
export function checkFlag(action: string, name: string, value: unknown): void {
  if (value === undefined || typeof value === "boolean") return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} to be true or false, received ${
      quote(value)
    }`,
  );
}

/**
 * Refuses an option that is no number.
 *
 * @throws {TypeError} if it is none.
 */
export function checkNumeric(
  action: string,
  name: string,
  value: unknown,
): void {
  if (typeof value === "number") return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} to be a number, received ${
      quote(value)
    }`,
  );
}
