/** Writes Keras's archive of a model. */

import { writeLayer } from "../../layers/layer_object.ts";
import { whenShared } from "../../models/fitting/run.ts";
import type { Model } from "../../models/model.ts";
import { writeZip, type ZipEntry } from "../../data/zip.ts";
import { writeHdf5 } from "../hdf5/write.ts";
import { addOptimizer, treeOf } from "../weights/keras_tree.ts";
import { placesOf } from "../weights/places.ts";
import { valuesOf } from "../weights/values.ts";
import { configText } from "./json.ts";
import { CONFIG, METADATA, WEIGHTS } from "./archive.ts";
import { writeCompileConfig } from "./compile_config.ts";

/** A version of Keras that reads all that is written. */
export const KERAS_VERSION = "3.15.1";

/** The bytes of an archive. Equal models make equal archives. */
export async function writeArchive(
  action: string,
  model: Model,
): Promise<Uint8Array> {
  const { compileOptions: options } = model;
  const config = {
    ...writeLayer(model),
    ...options && { compile_config: writeCompileConfig(options) },
  };
  const state = options &&
    whenShared(model, () => model.optimizer.getState());
  const tree = treeOf(placesOf(model), await valuesOf(model.weights));
  if (state) addOptimizer(tree, model.optimizer, await state);
  const json = (name: string, value: unknown): ZipEntry => ({
    name,
    bytes: new TextEncoder().encode(configText(value)),
  });
  return await writeZip([
    json(METADATA, { keras_version: KERAS_VERSION, writer: "decograd" }),
    json(CONFIG, config),
    { name: WEIGHTS, bytes: await writeHdf5(action, tree) },
  ], false);
}
