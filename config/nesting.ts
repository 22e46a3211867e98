/** How deep the configs may be nested that are read: readers call each other, and the stack ends at some thousands. */

import { ValueError } from "./errors.ts";

const DEEPEST = 100;
let depth = 0;

/**
 * Reads an object of a config, and in it others.
 *
 * @throws {ValueError} if it lies in more than 100.
 */
export function nested<T>(read: () => T): T {
  if (depth === DEEPEST) {
    throw new ValueError(
      `Cannot read a config: expected at most ${DEEPEST} objects inside each other, received more`,
    );
  }
  depth++;
  try {
    return read();
  } finally {
    depth--;
  }
}
