/** How many elements the first part of a Dataset has. */

import { quote, ValueError } from "../../config/errors.ts";

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
