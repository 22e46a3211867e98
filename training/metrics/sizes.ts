/** Numbers from which the sizes of what a metric keeps follow. */

import { ValueError } from "../../config/errors.ts";
import { quote } from "../../config/quote.ts";

/** As many classes as a matrix of all pairs of them can have in 1 GiB. */
export const MOST_CLASSES = 2 ** 14;

/** As many thresholds as float32 tells apart. */
export const MOST_THRESHOLDS = 2 ** 24;

/**
 * An option that is an integer in bounds; what would have to be made for a larger one no memory could hold.
 *
 * @throws {ValueError} if it is not.
 */
export function toSize(
  owner: string,
  option: string,
  value: unknown,
  [least, most]: readonly [number, number],
): number {
  const fits = typeof value === "number" && Number.isInteger(value) &&
    value >= least && value <= most;
  if (fits) return value;
  throw new ValueError(
    `Cannot make ${owner}: expected ${option} to be an integer from ${least} to ${most}, received ${
      quote(value)
    }`,
  );
}

/**
 * An option that is an integer, as the number of a class is that may be counted from the back.
 *
 * @throws {ValueError} if it is not.
 */
export function toInteger(
  owner: string,
  option: string,
  value: unknown,
): number {
  return toSize(owner, option, value, [-MOST_THRESHOLDS, MOST_THRESHOLDS]);
}
