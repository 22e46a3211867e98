/** Checks of how samples, targets and weights go together. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import type { Rows } from "./samples.ts";

/**
 * Refuses several weights of samples.
 *
 * @throws {ValueError} if there are any.
 */
export function checkOneWeight(
  action: string,
  weights: readonly unknown[],
): void {
  if (weights.length <= 1) return;
  throw new ValueError(
    `Cannot ${action}: expected one sampleWeight for all outputs, received ${weights.length}`,
  );
}

/** What is said of no samples at all. */
export function noSamples(action: string): ShapeError {
  return new ShapeError(
    `Cannot ${action}: expected at least one sample, received none`,
    { expected: "at least one sample", actual: [0] },
  );
}

/**
 * Refuses another number of samples than x has, `count`.
 *
 * @throws {ShapeError} if there is one.
 */
export function checkCount(
  action: string,
  what: string,
  rows: readonly Pick<Rows, "count">[],
  count: number,
): void {
  const [first] = rows;
  if (!first || first.count === count) return;
  throw new ShapeError(
    `Cannot ${action}: expected ${what} to have as many samples as x, ${count}, received ${first.count}`,
    { expected: count, actual: [first.count] },
  );
}

/**
 * Refuses targets and weights beside a source, which gives them itself.
 *
 * @throws {ValueError} if there are any.
 */
export function refuseBeside(
  action: string,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === 0) continue;
    throw new ValueError(
      `Cannot ${action}: expected batches to bring their targets and weights, received ${name} beside them`,
    );
  }
}
