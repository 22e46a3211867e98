/**
 * Models and weights in files: Keras's own forms, safetensors and npz.
 *
 * @module
 */

export { loadModel, type LoadModelOptions } from "./load_model.ts";
export type { Source } from "./source.ts";
