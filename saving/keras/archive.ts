/** Keras's archive of a model: its config, a word on who wrote it, and its weights. */

import { quote } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import type { Config } from "../../config/serialization.ts";
import { readZip } from "../../data/zip.ts";
import { readHdf5 } from "../hdf5/read.ts";
import type { SavedModel } from "../saved_model.ts";
import { matchPlaces, optimizerWeights } from "../weights/keras_weights.ts";
import { placesOf } from "../weights/places.ts";
import { parseConfig } from "./json.ts";

/** The names in it. */
export const CONFIG = "config.json";
/** The names in it. */
export const METADATA = "metadata.json";
/** The names in it. */
export const WEIGHTS = "model.weights.h5";

/** Bytes of an archive, unpacked, for each of its own: Keras stores them as they are. */
const MOST_TIMES = 4;
const MOST_MORE = 2 ** 20;

/**
 * Reads an archive.
 *
 * @throws {TypeError} if it is no whole archive of a model.
 * @throws {RangeError} if it would be unpacked to much more than it is.
 */
export async function readArchive(
  action: string,
  bytes: Uint8Array,
): Promise<SavedModel> {
  const most = MOST_TIMES * bytes.length + MOST_MORE;
  const files = new Map<string, Uint8Array>();
  for (const { name, bytes: file } of await readZip(action, bytes, most)) {
    // Nothing is unpacked to a disk; a file that would like to be elsewhere is none of Keras's.
    if (files.has(name) || /^\/|^[a-z]:|\\|(^|\/)\.\.(\/|$)/i.test(name)) {
      throw new TypeError(
        `Cannot ${action}: expected an archive of files with names of their own, received ${
          quote(name)
        }`,
      );
    }
    files.set(name, file);
  }
  const file = (name: string): Uint8Array => {
    const found = files.get(name);
    if (found) return found;
    throw new TypeError(
      `Cannot ${action}: expected an archive with ${name}, received one with ${
        quote([...files.keys()])
      }`,
    );
  };
  const { compile_config: compiled, ...config } = parseConfig(
    action,
    CONFIG,
    file(CONFIG),
  );
  const weights = readHdf5(action, file(WEIGHTS));
  return {
    config,
    compiled: isOptions(compiled) ? compiled as Config : null,
    match: (model, customObjects) =>
      matchPlaces(weights, placesOf(model, customObjects)),
    optimizer: () => optimizerWeights(weights).map(({ data }) => data),
  };
}
