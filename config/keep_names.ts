/** Names of classes, which bundlers change. */

const kept = new WeakSet<object>();

/**
 * Gives classes the names under which a table has them. Weights, logs and files speak of a class by its name; in a bundle
 * it would have another one, shorter or with a number behind it. The first table that has a class names it.
 */
export function keepNames(classes: Readonly<Record<string, object>>): void {
  for (const [name, made] of Object.entries(classes)) {
    if (kept.has(made)) continue;
    kept.add(made);
    if (Reflect.get(made, "name") === name) continue;
    Object.defineProperty(made, "name", { value: name });
  }
}
