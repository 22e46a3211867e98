/** Layers by their names, or by their places. */

import { quote, ValueError } from "../config/errors.ts";
import { nearest } from "../config/options.ts";
import { integer } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";

/**
 * Which layer of a model.
 * @category Models
 */
export interface LayerPlace {
  /** How many are before it; -1 is the last. */
  readonly index: number;
}

const ROWS = { index: integer() } satisfies Schema<LayerPlace>;

/**
 * The layer of a name, or of a place.
 *
 * @throws {ValueError} if there is none.
 */
export function findLayer<L extends { readonly name: string }>(
  action: string,
  layers: readonly L[],
  which: string | LayerPlace,
): L {
  if (typeof which !== "string") {
    const { index } = readOptions(action, ROWS, which);
    const found = layers.at(index);
    if (found) return found;
    throw new ValueError(
      `Cannot ${action}: expected an index below ${layers.length}, the number of its layers, received ${index}`,
    );
  }
  const found = layers.find(({ name }) => name === which);
  if (found) return found;
  const names = layers.map(({ name }) => name);
  const near = nearest(which, names);
  const meant = near.length > 0 ? ` (did you mean ${near.join(" or ")}?)` : "";
  throw new ValueError(
    `Cannot ${action}: expected the name of one of its layers, ${
      quote(names)
    }, received ${quote(which)}${meant}`,
  );
}
