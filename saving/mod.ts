/**
 * Models and weights in files: Keras's own forms, safetensors and npz.
 *
 * @module
 */

export { loadModel, type LoadModelOptions } from "./load_model.ts";
export {
  loadTorchWeights,
  type LoadTorchWeightsOptions,
} from "./load_torch_weights.ts";
export { loadWeights, type LoadWeightsOptions } from "./load_weights.ts";
export { saveModel } from "./save_model.ts";
export { saveWeights } from "./save_weights.ts";
export type { LoadedWeights } from "../models/weights/put.ts";
export type { Source } from "./source.ts";
