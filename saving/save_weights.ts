/** Writes weights. */

import { checkArgumentCount } from "../config/options.ts";
import { shownPath } from "../data/files/file_path.ts";
import { writeNewBytes } from "../data/files/write_file.ts";
import { encodeNpz } from "../data/npy/npz.ts";
import type { Model } from "../models/mod.ts";
import { namedWeights, safetensorsOf } from "../models/weights/weights_file.ts";
import { endingOf } from "./form.ts";
import { writeHdf5 } from "./hdf5/write.ts";
import { legacyTree } from "./legacy/tree.ts";
import { checkModel } from "./save_model.ts";
import { treeOf } from "./weights/keras_tree.ts";
import { placesOf } from "./weights/places.ts";
import { valuesOf } from "./weights/values.ts";

/** The bytes of each form. */
const WRITERS = {
  ".weights.h5": async (action: string, model: Model) => {
    const values = await valuesOf(model.weights);
    return await writeHdf5(action, treeOf(placesOf(model), values));
  },
  ".h5": async (action: string, model: Model) => {
    const values = await valuesOf(model.weights);
    return await writeHdf5(action, legacyTree(model, values));
  },
  ".safetensors": (_: string, model: Model) => safetensorsOf(model),
  ".npz": async (_: string, model: Model) =>
    await encodeNpz(await namedWeights(model)),
};

/**
 * Writes the weights of a model to a file, whole or not at all. The ending says the form: `.weights.h5` is Keras 3's, `.h5`
 * Keras 2's; `.safetensors` and `.npz` know weights by their paths.
 *
 * HDF5 is written by the package `h5wasm`, which is loaded when it is first needed.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { saveWeights } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([
 *   new dg.layers.Dense({ units: 1, inputShape: [2], name: "dense" }),
 * ], { name: "model" });
 * const path = `${await Deno.makeTempDir()}/model.npz`;
 * await saveWeights(model, path);
 * const arrays = await dg.data.decodeNpz(await Deno.readFile(path));
 * assertEquals(Object.keys(arrays), ["model/dense/kernel", "model/dense/bias"]);
 * ```
 *
 * @throws {ValueError} if the path ends otherwise, or the model has not been built.
 *
 * @category Saving
 */
export async function saveWeights(
  model: Model,
  path: string | URL,
): Promise<void> {
  const action = `save the weights of ${model} to ${shownPath(path)}`;
  checkArgumentCount(action, arguments, 2);
  const ending = endingOf(action, path, [
    ".weights.h5",
    ".h5",
    ".safetensors",
    ".npz",
  ]);
  checkModel(action, model);
  await writeNewBytes(path, await WRITERS[ending](action, model));
}
