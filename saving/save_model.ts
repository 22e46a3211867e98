/** Writes whole models. */

import { quote, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { shownPath } from "../data/files/file_path.ts";
import { writeNewBytes } from "../data/files/write_file.ts";
import { Model } from "../models/mod.ts";
import { checkBuilt } from "../models/weights/weights_file.ts";
import { endingOf } from "./form.ts";
import { writeArchive } from "./keras/write_archive.ts";
import { writeLegacyModel } from "./legacy/write_model.ts";
import { writeOnnx } from "./onnx/write.ts";

const WRITERS = {
  ".keras": writeArchive,
  ".h5": writeLegacyModel,
  ".onnx": writeOnnx,
};

/**
 * Writes a model, how it is compiled and the state of its optimizer to a file, whole or not at all: ending with `.keras` in
 * the form of Keras 3, with `.h5` in that of Keras 2; both are read by Keras 3 and by `loadModel`. With `.onnx` the file says
 * what the model does when it does not train, in the form of ONNX (opset 20), which `loadModel` and many runtimes read; how
 * it is compiled is not in it.
 *
 * HDF5 is written by the package `h5wasm`, which is loaded when this is first called.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadModel, saveModel } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 1, inputShape: [2] })]);
 * model.compile({ optimizer: "adam", loss: "mse" });
 * await model.fit(dg.ones([4, 2]), dg.ones([4, 1]), { verbose: 0 });
 * const path = `${await Deno.makeTempDir()}/model.h5`;
 * await saveModel(model, path);
 * assertEquals((await loadModel(path)).optimizer.iterations, 1);
 * ```
 *
 * @throws {ValueError} if the path ends otherwise, the model has not been built, or ONNX cannot say it: all layers that it
 * cannot say are named.
 * @throws {TypeError} if something in it cannot be written, such as a function without a name.
 *
 * @category Saving
 */
export async function saveModel(
  model: Model,
  path: string | URL,
): Promise<void> {
  const action = `save ${model} to ${shownPath(path)}`;
  checkArgumentCount(action, arguments, 2);
  const ending = endingOf(action, path, [".keras", ".h5", ".onnx"]);
  checkModel(action, model);
  await writeNewBytes(path, await WRITERS[ending](action, model));
}

/**
 * Refuses what has no weights yet.
 *
 * @throws {ValueError} if it is no model, or one that is not built.
 */
export function checkModel(action: string, model: unknown): void {
  if (!(model instanceof Model)) {
    throw new ValueError(
      `Cannot ${action}: expected a model, received ${quote(model)}`,
    );
  }
  checkBuilt(action, model);
}
