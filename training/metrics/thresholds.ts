/** Thresholds that predictions have to exceed. */

import { ValueError } from "../../config/errors.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkNumber } from "../../config/checks.ts";

/**
 * Thresholds as a list.
 *
 * @throws {ValueError} if one is not from 0 to 1.
 */
export function toThresholds(
  owner: string,
  thresholds: number | readonly number[] | null | undefined,
  otherwise: number,
): readonly number[] {
  if (thresholds === null || thresholds === undefined) return [otherwise];
  const list = Array.isArray(thresholds)
    ? Array.from<unknown>(thresholds)
    : [thresholds];
  return list.map((given) => {
    const threshold = checkNumber(owner, "thresholds", given);
    if (threshold >= 0 && threshold <= 1) return threshold;
    throw new ValueError(
      `Cannot make ${owner}: expected thresholds in [0, 1], received ${threshold}`,
    );
  });
}

/** So many thresholds at equal distances between 0 and 1, without these two. */
export function innerThresholds(count: number): readonly number[] {
  const length = Math.max(0, count - 2);
  return Array.from({ length }, (_, i) => (i + 1) / (count - 1));
}

/** Whether there are three at least, at equal distances from 0 to 1. */
export function areEven(thresholds: readonly number[]): boolean {
  const count = thresholds.length;
  return count >= 3 && thresholds.every((threshold, i) => {
    const even = i / (count - 1);
    return Math.abs(threshold - even) <= EPSILON + 1e-5 * even;
  });
}
