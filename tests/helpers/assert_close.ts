/** Equality up to the rounding that float32 arithmetic may do. */

import { assert, assertEquals } from "@std/assert";

/** What the allowed error follows from. */
export interface Rounding {
  /** How many terms were added up for each element. */
  readonly terms: number;
  /** Relative error of one operation; that of float32 if not given. */
  readonly eps?: number;
  /** How large intermediate results may be, per element or for all; at least the result itself. */
  readonly magnitude?: number | ArrayLike<number>;
}

/** Half a unit in the last place of 1 in float32. */
export const FLOAT32_EPS = 2 ** -24;
/** The least positive float32: below it there is only 0. */
const LEAST = 2 ** -149;
/** Rounding errors of a sum behave like a random walk of this many standard deviations at most. */
const SAFETY = 4;

/**
 * Fails unless each element is within `4 eps sqrt(terms) magnitude` of the expected one. Infinities and NaN must be
 * the same; 0 and -0 are.
 */
export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { terms, eps = FLOAT32_EPS, magnitude = 0 }: Rounding,
): void {
  assertEquals(actual.length, expected.length, "number of elements");
  const unit = SAFETY * eps * Math.sqrt(Math.max(1, terms));
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i], expected[i]];
    if (a === e || (Number.isNaN(a) && Number.isNaN(e))) continue;
    const own = typeof magnitude === "number" ? magnitude : magnitude[i];
    const size = Math.max(Math.abs(e), own);
    const allowed = Math.max(unit * size, SAFETY * LEAST);
    assert(
      Number.isFinite(e) && Math.abs(a - e) <= allowed,
      `element ${i}: expected ${e} to within ${allowed}, received ${a}`,
    );
  }
}
