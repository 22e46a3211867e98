/** Reads whole models. */

import { checkArgumentCount } from "../config/options.ts";
import { flag } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import type { CustomObjects } from "../config/serialization.ts";
import { warnOnce } from "../config/warnings.ts";
import { describeBytes, isOnnx } from "../data/files/describe_bytes.ts";
import { isZip } from "../data/zip.ts";
import type { Model } from "../models/mod.ts";
import { readArchive } from "./keras/archive.ts";
import { readCompileConfig } from "./keras/compile_config.ts";
import { inSinglePrecision } from "./keras/single_precision.ts";
import { isHdf5 } from "./hdf5/read.ts";
import { readLegacyModel } from "./legacy/model.ts";
import { CUSTOM_OBJECTS } from "./options.ts";
import { modelFrom, told } from "./model_from.ts";
import { readOnnx } from "./onnx/read.ts";
import type { SavedModel } from "./saved_model.ts";
import { bytesFrom, shownSource, type Source } from "./source.ts";
import { put } from "../models/weights/put.ts";

/**
 * How a model is read.
 * @category Saving
 */
export interface LoadModelOptions {
  /** Classes and functions of your own, by the names that the file has for them. */
  readonly customObjects?: CustomObjects;
  /** Whether to compile it as it was, with the state of the optimizer; true if not given. */
  readonly compile?: boolean;
}

const OPTIONS = {
  customObjects: CUSTOM_OBJECTS,
  compile: flag(true),
} satisfies Schema<LoadModelOptions>;

/**
 * The model in a file that Keras 3 wrote (`.keras`), Keras 2 or tf.keras (`.h5`), or `saveModel` (`.onnx` too): a path, the
 * URL of a file or of something on the web, or bytes; which form it has, the bytes say. Code in a file is never run:
 * functions, and classes of your own, come from `customObjects`.
 *
 * @example A model that Keras saved would be read in the same way
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadModel, saveModel } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 2, inputShape: [3] })]);
 * const path = `${await Deno.makeTempDir()}/model.keras`;
 * await saveModel(model, path);
 * const copy = await loadModel(path);
 * const x = dg.ones([1, 3]);
 * assertEquals(await copy.apply(x).data(), await model.apply(x).data());
 * ```
 *
 * @throws {ValueError} if nothing is there, a layer is not known, or the weights are not those of the model.
 * @throws {TypeError} if it is no whole file of a model, or an option is unknown.
 *
 * @category Saving
 */
export async function loadModel(
  source: Source,
  options: LoadModelOptions = {},
): Promise<Model> {
  const action = `load ${shownSource(source)}`;
  checkArgumentCount(action, arguments, 2);
  const { customObjects, compile } = readOptions(action, OPTIONS, options);
  const bytes = await bytesFrom(action, source);
  if (isOnnx(bytes)) return readOnnx(action, bytes, customObjects);
  const saved = await read(action, bytes);
  const config = inSinglePrecision(saved.config, bytes);
  const model = modelFrom(action, config, customObjects);
  put(action, saved.match(model, customObjects));
  if (compile && saved.compiled) compileAs(action, model, saved, customObjects);
  return model;
}

async function read(action: string, bytes: Uint8Array): Promise<SavedModel> {
  if (isHdf5(bytes)) return await readLegacyModel(action, bytes);
  if (isZip(bytes)) return await readArchive(action, bytes);
  throw new TypeError(
    `Cannot ${action}: expected a whole model in the form of .keras, .h5 or .onnx, received ${
      describeBytes(bytes)
    }`,
  );
}

function compileAs(
  action: string,
  model: Model,
  { compiled, optimizer }: SavedModel,
  customObjects: CustomObjects,
): void {
  told(
    action,
    "a model that can be compiled (compile: false leaves that out)",
    () => model.compile(readCompileConfig(compiled ?? {}, customObjects)),
  );
  let weights = optimizer();
  // Nothing, or a count and a rate alone: it has made no step.
  if (weights.length === 0 || weights.length < 3 && weights[0][0] === 0) return;
  model.optimizer.build(model.trainableVariables);
  const { variables, learningRate } = model.optimizer;
  // Older optimizers have their rate in their config alone.
  const hasRate = variables[1]?.path.endsWith("/learning_rate");
  if (hasRate && weights.length === variables.length - 1) {
    weights = [weights[0], [learningRate], ...weights.slice(1)];
  }
  if (weights.length === variables.length) {
    told(
      action,
      "the state of the optimizer",
      () => model.optimizer.setWeights(weights),
    );
  } else {
    warnOnce(
      model,
      `The optimizer of ${model} begins anew: expected ${variables.length} variables in its state, received ${weights.length}`,
    );
  }
}
