/** Keras's archive of a model: its config, a word on who wrote it, and its weights. */

import { quote } from "../../config/errors.ts";
import { isOptions } from "../../config/options.ts";
import type { Config } from "../../config/serialization.ts";
import { describeBytes } from "../../data/files/describe_bytes.ts";
import { readZip } from "../../data/zip.ts";
import { readHdf5 } from "../hdf5/read.ts";
import type { Hdf5Group } from "../hdf5/tree.ts";
import type { SavedModel } from "../saved_model.ts";
import { matchPlaces, optimizerWeights } from "../weights/keras_weights.ts";
import { placesOf } from "../weights/places.ts";
import { modernWhole } from "../legacy/config.ts";
import { parseConfig } from "./json.ts";

/** The names in it. */
export const CONFIG = "config.json";
/** The names in it. */
export const METADATA = "metadata.json";
/** The names in it. */
export const WEIGHTS = "model.weights.h5";

/** Bytes to which an archive is unpacked at most: Keras stores its files as they are. */
export function mostOf({ length }: Uint8Array): number {
  return 4 * length + 2 ** 20;
}

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
  const files = await filesIn(action, bytes);
  const file = (name: string): Uint8Array => {
    const found = files.get(name);
    if (found) return found;
    const received = name === CONFIG && !files.has(WEIGHTS)
      ? describeBytes(bytes)
      : `one with ${quote([...files.keys()])}`;
    throw new TypeError(
      `Cannot ${action}: expected an archive with ${name}, received ${received}`,
    );
  };
  const read = parseConfig(action, CONFIG, file(CONFIG));
  const metadata = files.get(METADATA);
  const { keras_version: version } = metadata
    ? parseConfig(action, METADATA, metadata)
    : {} as Config;
  const isOlder = `${version}`.startsWith("2.");
  const { compile_config: compiled, ...config } = isOlder
    ? modernWhole(read)
    : read;
  const weights = await readHdf5(action, file(WEIGHTS));
  return {
    config,
    compiled: isOptions(compiled) ? compiled as Config : null,
    match: (model, customObjects) =>
      matchPlaces(weights, placesOf(model, customObjects)),
    optimizer: () => optimizerWeights(weights).map(({ data }) => data),
  };
}

/** The weights in an archive of Keras's; `null` in another. */
export async function weightsIn(
  action: string,
  bytes: Uint8Array,
): Promise<Hdf5Group | null> {
  const file = (await filesIn(action, bytes)).get(WEIGHTS);
  return file ? await readHdf5(action, file) : null;
}

/** The files by their names. Nothing is unpacked to a disk, but who tries to leave a folder is up to nothing good. */
async function filesIn(
  action: string,
  bytes: Uint8Array,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const entries = await readZip(action, bytes, mostOf(bytes));
  for (const { name, bytes } of entries) {
    if (files.has(name) || /^\/|^[a-z]:|\\|(^|\/)\.\.(\/|$)/i.test(name)) {
      throw new TypeError(
        `Cannot ${action}: expected files with names of their own, received ${
          quote(name)
        }`,
      );
    }
    files.set(name, bytes);
  }
  return files;
}
