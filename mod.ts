/**
 * decograd: a define-by-run autograd engine and Keras-style layers for training decoders.
 *
 * @module
 */

export * from "./autograd/mod.ts";
export type { Shape } from "./backends/view.ts";
