/** Reads weights into a model that is there. */

import { checkArgumentCount } from "../config/options.ts";
import { flag } from "../config/rows.ts";
import { readOptions, type Schema, type Values } from "../config/schema.ts";
import type { CustomObjects } from "../config/serialization.ts";
import { decodeNpz } from "../data/npy/npz.ts";
import { describeBytes } from "../data/files/describe_bytes.ts";
import { isZip, namesInZip } from "../data/zip.ts";
import type { Model } from "../models/mod.ts";
import { matchNamed } from "../models/weights/named.ts";
import {
  type LoadedWeights,
  type Matches,
  put,
} from "../models/weights/put.ts";
import { matchSafetensors } from "../models/weights/weights_file.ts";
import { isHdf5, readHdf5 } from "./hdf5/read.ts";
import type { Hdf5Group } from "./hdf5/tree.ts";
import { mostOf, weightsIn } from "./keras/archive.ts";
import { isLegacy, matchLayers } from "./legacy/weights.ts";
import { CUSTOM_OBJECTS } from "./options.ts";
import { checkModel } from "./save_model.ts";
import { bytesFrom, shownSource, type Source } from "./source.ts";
import { matchNames, matchPlaces } from "./weights/keras_weights.ts";
import { placesOf } from "./weights/places.ts";
import { isShardList, readShards } from "./weights/shards.ts";

/**
 * How weights are read.
 * @category Saving
 */
export interface LoadWeightsOptions {
  /** Whether weights that are missing, too many or of another shape are passed over; false if not given. */
  readonly skipMismatch?: boolean;
  /** Whether only those are read whose names the file has, so that models may differ; false if not given. */
  readonly byName?: boolean;
  /** Classes of your own, by the names that the file has for them where these are not theirs. */
  readonly customObjects?: CustomObjects;
}

const OPTIONS = {
  skipMismatch: flag(false),
  byName: flag(false),
  customObjects: CUSTOM_OBJECTS,
} satisfies Schema<LoadWeightsOptions>;

/**
 * Puts the weights in a file in their places: Keras 3's `.weights.h5`, `.weights.json` or `.keras`, Keras 2's `.h5`,
 * `.safetensors`, a checkpoint or `.npz`; which form it has, its bytes say. Keras's files know a weight by where it lies in
 * the model, `.safetensors` and `.npz` by its path; with `byName` layers are found by their names. All weights are changed, or none.
 *
 * Resolves to what was loaded, and what was not.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadWeights, saveWeights } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const make = () =>
 *   new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [2] })]);
 * const model = make(), other = make();
 * const path = `${await Deno.makeTempDir()}/model.weights.h5`;
 * await saveWeights(model, path);
 * await loadWeights(other, path);
 * const x = dg.ones([1, 2]);
 * assertEquals(await other.apply(x).data(), await model.apply(x).data());
 * ```
 *
 * @throws {ValueError} if nothing is there, or the file has other weights; the error lists which.
 * @throws {TypeError} if it is no whole file of weights, or an option is unknown.
 *
 * @category Saving
 */
export async function loadWeights(
  model: Model,
  source: Source,
  options: LoadWeightsOptions = {},
): Promise<LoadedWeights> {
  const action = `load the weights of ${model} from ${shownSource(source)}`;
  checkArgumentCount(action, arguments, 3);
  const read = readOptions(action, OPTIONS, options);
  checkModel(action, model);
  const bytes = await bytesFrom(action, source);
  const tree = await treeIn(action, bytes, source);
  const matches = tree
    ? inTree(action, model, tree, read)
    : await byPaths(action, model, bytes, read.byName);
  return put(action, matches, {
    missing: read.skipMismatch || read.byName,
    mismatched: read.skipMismatch,
  });
}

/** What a file of Keras's holds; `null` if it is none. */
async function treeIn(
  action: string,
  bytes: Uint8Array,
  source: Source,
): Promise<Hdf5Group | null> {
  if (isHdf5(bytes)) return await readHdf5(action, bytes);
  if (isZip(bytes)) return await weightsIn(action, bytes);
  return isShardList(bytes) ? await readShards(action, bytes, source) : null;
}

/** What a file has that knows weights by their paths. */
async function byPaths(
  action: string,
  model: Model,
  bytes: Uint8Array,
  byName: boolean,
): Promise<Matches> {
  if (!isZip(bytes)) return matchSafetensors(action, model, bytes, byName);
  if (namesInZip(bytes)?.every((name) => name.endsWith(".npy")) === false) {
    throw new TypeError(
      `Cannot ${action}: expected a file of weights, received ${
        describeBytes(bytes)
      }`,
    );
  }
  const arrays = await decodeNpz(bytes, { maxBytes: mostOf(bytes) });
  return matchNamed(arrays, model.weights, !byName);
}

function inTree(
  action: string,
  model: Model,
  tree: Hdf5Group,
  { byName, customObjects }: Values<typeof OPTIONS>,
): Matches {
  const whole = tree.groups.get("model_weights");
  const group = whole && isLegacy(whole) ? whole : tree;
  if (isLegacy(group)) return matchLayers(action, group, model, byName);
  const places = placesOf(model, customObjects);
  return byName ? matchNames(tree, places) : matchPlaces(tree, places);
}
