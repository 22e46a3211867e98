/** Sizes of memory, checked before any is taken. */

import { ValueError } from "../config/errors.ts";

/**
 * Refuses what cannot be a number of elements or bytes.
 *
 * @throws {ValueError} if it is not whole, negative, or too large to be counted.
 */
export function checkLength(length: number, of = "elements"): void {
  if (Number.isSafeInteger(length) && length >= 0) return;
  throw new ValueError(
    `Cannot allocate memory: expected a whole number of ${of} from 0 to ${Number.MAX_SAFE_INTEGER}, received ${length}`,
  );
}
