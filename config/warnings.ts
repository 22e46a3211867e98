/** Warnings: what may be meant as it is, and probably is not. */

// Of each object, what was said of it.
const said = new WeakMap<object, Set<string>>();

/** Warns of something, by `console.warn`: once of each object in these words. */
export function warnOnce(about: object, message: string): void {
  const before = said.get(about) ?? new Set<string>();
  if (before.has(message)) return;
  said.set(about, before.add(message));
  console.warn(message);
}
