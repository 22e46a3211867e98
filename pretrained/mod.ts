/**
 * Small models that have been trained, by `examples/vae`. They are part of the package: nothing is fetched beside it, and
 * no permission is needed. What they have learned from, and how long, `pretrained/README.md` tells.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadPretrained } from "@decograd/decograd/pretrained";
 * import { assertEquals } from "@std/assert";
 *
 * const { decoder, latentSize } = await loadPretrained("vae_mnist");
 * const digits = decoder.apply(dg.randomNormal([3, latentSize]));
 * assertEquals(digits.shape, [3, 28, 28, 1]);
 * ```
 *
 * @category Pretrained models
 * @module
 */

export { loadPretrained, type PretrainedName } from "./load_pretrained.ts";
export type { Pretrained } from "./read_pretrained.ts";
