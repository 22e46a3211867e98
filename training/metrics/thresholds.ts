/** Thresholds that predictions have to exceed. */

import { EPSILON } from "../../config/epsilon.ts";
import { integer, row } from "../../config/rows.ts";
import type { Row } from "../../config/schema.ts";

/**
 * One threshold, or several.
 * @category Metrics
 */
export type Thresholds = number | readonly number[];

/** One or several thresholds from 0 to 1. */
export function thresholds(): Row<Thresholds> {
  return row("a number from 0 to 1 or a list of such", (value) => {
    // Copied, so that holes count as what they are.
    const list: unknown[] = Array.isArray(value) ? [...value] : [value];
    const areRight = list.every((one) =>
      typeof one === "number" && one >= 0 && one <= 1
    );
    if (!areRight) return undefined;
    return (Array.isArray(value) ? list : value) as Thresholds;
  });
}

/** How many thresholds there are: 200 if not given, and no more than float32 tells apart. */
export function thresholdCount(least: number): Row<number> {
  return integer(200, { least, most: 2 ** 24 });
}

/** `count` thresholds at equal distances from 0 to 1, without these two. */
export function innerThresholds(count: number): readonly number[] {
  const length = Math.max(0, count - 2);
  return Array.from({ length }, (_, i) => (i + 1) / (count - 1));
}

/** Whether there are at least three, at equal distances from 0 to 1. */
export function areEven(thresholds: readonly number[]): boolean {
  const count = thresholds.length;
  return count >= 3 && thresholds.every((threshold, i) => {
    const even = i / (count - 1);
    return Math.abs(threshold - even) <= EPSILON + 1e-5 * even;
  });
}
