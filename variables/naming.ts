/** Names of layers as Keras makes them, and paths of their variables. */

import { shorten, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { snakeName } from "../config/serialization.ts";
import { atWork, type Named } from "../autograd/place.ts";

const counts = new Map<string, number>();
/** What has ever been counted. */
const counted = new Set<string>();

/**
 * The name of the next layer of a class that is given none: `conv2d_transpose`, then `conv2d_transpose_1`, ...
 */
export function defaultName(className: string): string {
  const name = snakeName(className);
  counted.add(name);
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/**
 * Keras's clear_session: layers, models and metrics without a name of their own are counted from the beginning again, so that
 * a model made twice has the same names, in logs too. What is there keeps its names and its memory.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * dg.clearSession();
 * assertEquals(new dg.metrics.AUC().name, "auc");
 * assertEquals(new dg.metrics.AUC().name, "auc_1");
 * dg.clearSession();
 * assertEquals(new dg.metrics.AUC().name, "auc");
 * ```
 *
 * @category Variables
 */
export function clearSession(): void {
  checkArgumentCount("clear the session", arguments, 0);
  counts.clear();
}

/** A path without the numbers of automatic names, which say how many layers were made before. */
export function withoutCounts(path: string): string {
  return path.split("/").map((name) => {
    const bare = name.replace(/(_\d+)+$/, "");
    return counted.has(bare) ? bare : name;
  }).join("/");
}

/** What weights lie in. */
interface Holder extends Named {
  readonly weights: readonly { readonly path: string }[];
}

/** What is directly in something. */
type PartsOf = (holder: Named) => readonly Named[];

/**
 * The path of what makes its first weight now, which no other weight of the outermost one at work has: the names of those
 * at work and its own, each with a number behind it where another part before it has its name.
 */
export function prefixOf(owner: Named, partsOf: PartsOf): string {
  const open = atWork();
  const owners = open.at(-1) === owner ? open : [...open, owner];
  const names = owners.map((one, i) =>
    i === 0 ? one.name : nameAmong(partsOf(owners[i - 1]), one)
  );
  const [root] = owners;
  const wanted = names.join("/");
  if (!isHolder(root)) return wanted;
  const taken = new Set(root.weights.map(({ path }) => parentOf(path)));
  return numbered(wanted, (path) => taken.has(path));
}

/** The name of a part, among those that lie where it does. */
function nameAmong(parts: readonly Named[], part: Named): string {
  const before = parts.filter(({ name }) => name === part.name).indexOf(part);
  if (before <= 0) return part.name;
  return numbered(
    `${part.name}_${before}`,
    (name) => parts.some((other) => other.name === name),
  );
}

/** A name, with a number behind it where it is taken. */
export function numbered(
  wanted: string,
  isTaken: (name: string) => boolean,
): string {
  if (!isTaken(wanted)) return wanted;
  for (let i = 1;; i++) {
    if (!isTaken(`${wanted}_${i}`)) return `${wanted}_${i}`;
  }
}

/**
 * Refuses two weights of one path: in a file that knows weights by their paths, one would take the other's place. Only
 * variables made by hand can have one, and layers that were built before they came together.
 *
 * @throws {ValueError} if there are two.
 */
export function checkPaths(
  owner: object,
  weights: readonly { readonly path: string }[],
): void {
  const seen = new Set<string>();
  for (const { path } of weights) {
    if (seen.has(path)) {
      throw new ValueError(
        `Cannot apply ${owner}: expected weights of different paths, received two of path "${
          shorten(path)
        }" (give what holds them different names)`,
      );
    }
    seen.add(path);
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function isHolder(value: Named): value is Holder {
  return "weights" in value;
}
