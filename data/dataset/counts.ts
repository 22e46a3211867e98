/** How many elements a Dataset has that is made of others, or a part of one. */

import { quote, ValueError } from "../../config/errors.ts";
import { checkInteger } from "../checks.ts";

/** A number of elements, or a share of `all` of them, as a number that leaves some for both parts. */
export function leftOf(size: number, all: number | null): number {
  const isShare = typeof size === "number" && size > 0 && size < 1;
  const isKnown = all !== null && all !== Infinity;
  const left = isShare && isKnown ? rounded(size * all) : size;
  if (Number.isSafeInteger(left) && left > 0 && left < (all ?? Infinity)) {
    return left;
  }
  const expected = isShare && !isKnown
    ? "a number of elements, for it is not known how many there are"
    : "a number of elements or a share that leaves some for both parts";
  throw new ValueError(
    `Cannot split a Dataset: expected ${expected}, received ${quote(size)}`,
  );
}

/** As Python rounds: a half to the even side. */
function rounded(value: number): number {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 === 1 ? up - 1 : up;
}

/** How many elements the shortest of several Datasets has; `null` where nobody knows of one. */
export function shortest(
  datasets: readonly { readonly cardinality: number | null }[],
): number | null {
  const counts = datasets.map(({ cardinality }) => cardinality ?? NaN);
  const least = Math.min(...counts);
  return Number.isNaN(least) ? null : least;
}

/** How many elements `count` passes have of `all` each. */
export function times(all: number | null, count: number): number | null {
  return all === 0 || count === 0 ? 0 : all && all * count;
}

/**
 * Which share of elements is meant, of how many: a group of processes has both.
 * @category Data
 */
export interface Share {
  /** From 0. */
  readonly rank: number;
  /** How many there are. */
  readonly size: number;
}

/** Refuses what is no share. */
export function checkShare(action: string, share: unknown): Share {
  const { rank, size } = Object(share);
  checkInteger(action, "size", size, 1);
  checkInteger(action, "rank", rank, 0, size - 1);
  return { rank, size };
}
