/** Picks by name. */

/** Those whose names begin with one of the beginnings; all if there are none. */
export function chosen<T>(
  all: readonly T[],
  beginnings: readonly string[],
  nameOf: (one: T) => string,
): T[] {
  return all.filter((one) =>
    beginnings.length === 0 ||
    beginnings.some((beginning) => nameOf(one).startsWith(beginning))
  );
}
