/**
 * Stands in for `@std/assert` where its registry is out of reach: the assertions
 * that our tests use, with the same signatures.
 */

import { AssertionError } from "node:assert";
import { inspect } from "node:util";
import { equal } from "./equal.ts";

export { AssertionError } from "node:assert";
export { equal } from "./equal.ts";
export { assertIsError, assertRejects, assertThrows } from "./assert_throws.ts";

/** Any class, abstract or not. */
export type AnyConstructor<T> = abstract new (...args: never[]) => T;

function show(value: unknown): string {
  return inspect(value, { depth: 6, maxArrayLength: 64, compact: 3 });
}

function refuse(complaint: string, msg: string | undefined): never {
  throw new AssertionError({
    message: msg ? `${complaint}: ${msg}` : complaint,
  });
}

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError({ message: msg });
}

/** Fails unless `expr` is falsy. */
export function assertFalse(
  expr: unknown,
  msg = "",
): asserts expr is false | 0 | "" | null | undefined {
  if (expr) throw new AssertionError({ message: msg });
}

/** Fails, always. */
export function fail(msg?: string): never {
  refuse("Failed assertion", msg);
}

/** Fails, always: control should not have come here. */
export function unreachable(msg?: string): never {
  refuse("Unreachable", msg);
}

/** Fails unless both are equal throughout. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  refuse(
    `Values are not equal\n  actual: ${show(actual)}\nexpected: ${
      show(expected)
    }`,
    msg,
  );
}

/** Fails if both are equal throughout. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) {
    refuse(`Expected a value other than ${show(expected)}`, msg);
  }
}

/** Fails unless both are the same value or object. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) {
    refuse(`Not the same: ${show(actual)} and ${show(expected)}`, msg);
  }
}

/** Fails if both are the same value or object. */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (Object.is(actual, expected)) {
    refuse(`Expected another than ${show(expected)}`, msg);
  }
}

/** Fails unless `actual` is within `tolerance` of `expected` (1e-7 of it by default). */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance: number = isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  if (delta <= tolerance) return;
  refuse(
    `Expected ${actual} to be within ${tolerance} of ${expected}, off by ${delta}`,
    msg,
  );
}

/** Fails unless `actual` is an instance of `expectedType`. */
export function assertInstanceOf<T extends AnyConstructor<unknown>>(
  actual: unknown,
  expectedType: T,
  msg?: string,
): asserts actual is InstanceType<T> {
  if (actual instanceof expectedType) return;
  refuse(`Expected a ${expectedType.name}, received ${show(actual)}`, msg);
}

/** Fails if `actual` is null or undefined. */
export function assertExists<T>(
  actual: T,
  msg?: string,
): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    refuse(`Expected a value, received ${actual}`, msg);
  }
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (!expected.test(actual)) {
    refuse(`Expected ${show(actual)} to match ${expected}`, msg);
  }
}

/** Fails unless `expected` stands in `actual`. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (!actual.includes(expected)) {
    refuse(`Expected ${show(actual)} to contain ${show(expected)}`, msg);
  }
}

/** Fails unless `actual` > `expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (actual > expected) return;
  refuse(`Expected ${show(actual)} > ${show(expected)}`, msg);
}

/** Fails unless `actual` >= `expected`. */
export function assertGreaterOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual >= expected) return;
  refuse(`Expected ${show(actual)} >= ${show(expected)}`, msg);
}

/** Fails unless `actual` < `expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (actual < expected) return;
  refuse(`Expected ${show(actual)} < ${show(expected)}`, msg);
}

/** Fails unless `actual` <= `expected`. */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual <= expected) return;
  refuse(`Expected ${show(actual)} <= ${show(expected)}`, msg);
}

/** Fails unless each of `expected` is found in `actual`. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const items = Array.from(actual);
  const missing = Array.from(expected)
    .filter((wanted) => !items.some((item) => equal(item, wanted)));
  if (missing.length > 0) {
    refuse(`Expected ${show(actual)} to include ${show(missing)}`, msg);
  }
}
