/** Cuts axes into parts for jobs. */

/** The first index of a part, and the one behind its last. */
export type Part = readonly [from: number, end: number];

/** Parts of `[0, length)`, at most about `count` of them, all of the same multiple of `step` but for the last. */
export function partsOf(length: number, count: number, step: number): Part[] {
  const steps = Math.ceil(length / step);
  const each = Math.ceil(steps / Math.max(1, Math.ceil(count)));
  // A length of 0 is no part, and takes no endless number of parts of size 0 to cut.
  const size = Math.max(1, each) * step;
  const parts: Part[] = [];
  for (let from = 0; from < length; from += size) {
    parts.push([from, Math.min(length, from + size)]);
  }
  return parts;
}
