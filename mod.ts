/**
 * decograd: a define-by-run autograd engine and Keras-style layers for training decoders.
 *
 * @module
 */

export * from "./autograd/mod.ts";
export type { Shape } from "./backends/view.ts";
export { DeviceError, ShapeError, ValueError } from "./backends/errors.ts";
export type { Backend } from "./backends/backend.ts";
export type { BackendName } from "./backends/mod.ts";
