/**
 * Small models that have been trained, by `examples/vae`. They are part of the package: nothing is fetched beside it, and
 * no permission is needed. What they have learned from, and how long, `pretrained/README.md` tells.
 *
 * @module
 */

export { loadPretrained, type PretrainedName } from "./load_pretrained.ts";
export type { Pretrained } from "./read_pretrained.ts";
