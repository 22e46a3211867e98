/** Checks that several functions of this folder share. */

import { quote } from "../config/errors.ts";

/** Refuses what is no integer from `least` to `most`; `action` is what cannot be done then. */
export function checkInteger(
  action: string,
  name: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot ${action}: expected ${name} to be a number, received ${
        quote(value)
      }`,
    );
  }
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER
    ? `${least} or more`
    : `${least} to ${most}`;
  throw new RangeError(
    `Cannot ${action}: expected ${name} to be an integer, ${range}, received ${value}`,
  );
}

/** Refuses what cannot be called. */
export function checkFunction(action: string, f: unknown): void {
  if (typeof f === "function") return;
  throw new TypeError(
    `Cannot ${action}: expected a function, received ${quote(f)}`,
  );
}

/** Refuses what is of another class than `made`. */
export function checkClass(
  action: string,
  value: unknown,
  made: abstract new (...args: never[]) => unknown,
): void {
  if (value instanceof made) return;
  throw new TypeError(
    `Cannot ${action}: expected a ${made.name}, received ${quote(value)}`,
  );
}

/** Refuses what is no list of sizes. */
export function checkShape(
  action: string,
  name: string,
  shape: unknown,
): asserts shape is readonly number[] {
  if (!Array.isArray(shape) || !areSizes(shape)) {
    throw new TypeError(
      `Cannot ${action}: expected ${name} to be a list of sizes, received ${
        quote(shape)
      }`,
    );
  }
}

/** Whether these are sizes, and no product of some of them is beyond what bytes can be counted in. */
function areSizes(shape: readonly unknown[]): boolean {
  let product = 8;
  // By index: a hole is no size.
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis];
    if (!Number.isSafeInteger(size) || Number(size) < 0) return false;
    product *= Number(size);
    if (!Number.isSafeInteger(product)) return false;
  }
  return true;
}

/** Whether a value is a typed array with the name of one of `kinds`. */
export function isKind(value: unknown, kinds: readonly string[]): boolean {
  return ArrayBuffer.isView(value) &&
    kinds.includes(
      Object.prototype.toString.call(value).slice("[object ".length, -1),
    );
}
