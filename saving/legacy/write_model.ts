/** Writes whole models in the HDF5 form of Keras 2. */

import { ValueError } from "../../config/errors.ts";
import type { Config } from "../../config/serialization.ts";
import { writeLayer } from "../../layers/layer_object.ts";
import { Operation } from "../../layers/operation.ts";
import { whenShared } from "../../models/fitting/run.ts";
import type { Model } from "../../models/model.ts";
import { Sequential } from "../../models/sequential.ts";
import { emptyGroup } from "../hdf5/tree.ts";
import { writeHdf5 } from "../hdf5/write.ts";
import { configText } from "../keras/json.ts";
import { writeCompileConfig } from "../keras/compile_config.ts";
import { valuesOf } from "../weights/values.ts";
import { olderConfig } from "./older_config.ts";
import { legacyState, legacyTree, WRITER } from "./tree.ts";

/** The bytes of such a file. Equal models make equal files. */
export async function writeLegacyModel(
  action: string,
  model: Model,
): Promise<Uint8Array> {
  checkLayersAlone(action, model);
  const tree = emptyGroup();
  const { compileOptions: options } = model;
  const attributes: Config = {
    ...WRITER,
    model_config: olderConfig(writeLayer(model)),
  };
  if (options) {
    const { optimizer, ...config } = writeCompileConfig(options);
    const all = { ...config, optimizer_config: optimizer };
    attributes.training_config = olderConfig(all);
  }
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "string" ? value : configText(value);
    tree.attributes.set(name, text);
  }
  const state = options &&
    whenShared(model, () => model.optimizer.getState());
  const values = await valuesOf(model.weights);
  tree.groups.set("model_weights", legacyTree(model, values));
  if (state) tree.groups.set("optimizer_weights", legacyState(await state));
  return await writeHdf5(action, tree);
}

/** Refuses what this form cannot describe. */
function checkLayersAlone(action: string, model: Model): void {
  const isDescribed = model instanceof Sequential || model.outputs !== null;
  const operation = model.modules.find((one) => one instanceof Operation);
  if (isDescribed && !operation) return;
  throw new ValueError(
    `Cannot ${action}: expected a Sequential or a graph of layers alone, received ${
      operation ? `an op, ${operation.name}` : "a class with a call of its own"
    } (.keras takes it)`,
  );
}
