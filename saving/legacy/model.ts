/** Whole models in the HDF5 files of Keras 2 and tf.keras, which Keras 3 writes too. */

import type { Config } from "../../config/serialization.ts";
import { readHdf5 } from "../hdf5/read.ts";
import type { Hdf5Group } from "../hdf5/tree.ts";
import { parseConfig } from "../keras/json.ts";
import { modernCompileConfig, modernConfig } from "./config.ts";
import type { SavedModel } from "../saved_model.ts";
import { modernState } from "./optimizer_state.ts";
import { arraysNamed, matchLayers } from "./weights.ts";

/**
 * Reads such a file.
 *
 * @throws {TypeError} if it is none of a model.
 */
export async function readLegacyModel(
  action: string,
  bytes: Uint8Array,
): Promise<SavedModel> {
  const tree = await readHdf5(action, bytes);
  const weights = tree.groups.get("model_weights");
  const config = configIn(action, tree, "model_config");
  if (!config || !weights) {
    throw new TypeError(
      `Cannot ${action}: expected a model, received a file without one (loadWeights reads weights alone)`,
    );
  }
  const training = configIn(action, tree, "training_config");
  const state = tree.groups.get("optimizer_weights");
  return {
    config: modernConfig(config) as Config,
    compiled: training && modernCompileConfig(training),
    match: (model) => matchLayers(action, weights, model, false),
    optimizer: () =>
      modernState(
        state ? arraysNamed(action, state, "optimizer_weights") : [],
      ).map(({ data }) => data),
  };
}

function configIn(
  action: string,
  { attributes }: Hdf5Group,
  name: string,
): Config | null {
  const text = attributes.get(name);
  return typeof text === "string" ? parseConfig(action, name, text) : null;
}
