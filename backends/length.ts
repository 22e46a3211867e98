/** Sizes of memory, checked before any is allocated. */

import { ValueError } from "../config/errors.ts";

/**
 * Refuses what is no number of elements or bytes.
 *
 * @throws {ValueError} if it is not a whole number, or negative, or too large to be exact.
 */
export function checkLength(length: number, of = "elements"): void {
  if (Number.isSafeInteger(length) && length >= 0) return;
  throw new ValueError(
    `Cannot allocate memory: expected a whole number of ${of} from 0 to ${Number.MAX_SAFE_INTEGER}, received ${length}`,
  );
}
