/** Names of classes and functions, which bundlers change. */

const kept = new WeakSet<object>();

/**
 * Gives classes and functions the names under which a table has them. Weights, logs, files and errors speak of them by
 * name; in a bundle they would have others, shorter or with a number behind. The first table that has one names it. (A
 * callback says its name itself: programs do without those that they do not use, which a table would hold.)
 */
export function keepNames(table: Readonly<Record<string, object>>): void {
  for (const [name, made] of Object.entries(table)) {
    if (kept.has(made)) continue;
    kept.add(made);
    if (Reflect.get(made, "name") === name) continue;
    Object.defineProperty(made, "name", { value: name });
  }
}
