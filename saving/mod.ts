/**
 * Models and weights in files: Keras's own forms, ONNX, safetensors and npz. In a program that imports this, `save`, `saveWeights`
 * and `loadWeights` of models and ModelCheckpoint know these forms too.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadWeights, saveWeights } from "@decograd/decograd/saving";
 * import { assertEquals } from "@std/assert";
 *
 * const path = `${await Deno.makeTempDir()}/dense.safetensors`;
 * const model = new dg.Sequential([new dg.layers.Dense({ units: 2, inputShape: [3] })]);
 * await saveWeights(model, path);
 * const copy = dg.cloneModel(model);
 * await loadWeights(copy, path);
 * assertEquals(await copy.weights[0].value.data(), await model.weights[0].value.data());
 * ```
 *
 * @category Saving
 * @module
 */

import { addForms } from "../models/weights/other_forms.ts";
import { loadWeights } from "./load_weights.ts";
import { saveModel } from "./save_model.ts";
import { saveWeights } from "./save_weights.ts";

addForms({ saveModel, saveWeights, loadWeights });

export { loadModel, type LoadModelOptions } from "./load_model.ts";
export {
  loadTorchWeights,
  type LoadTorchWeightsOptions,
} from "./load_torch_weights.ts";
export { loadWeights, type LoadWeightsOptions } from "./load_weights.ts";
export { saveModel } from "./save_model.ts";
export {
  type SavedTorchWeights,
  saveTorchWeights,
  type SaveTorchWeightsOptions,
} from "./save_torch_weights.ts";
export { saveWeights } from "./save_weights.ts";
export type { LoadedWeights } from "../models/weights/put.ts";
export type { Source } from "./source.ts";
