/** Models that have been trained, by their names. */

import { checkArgumentCount } from "../config/options.ts";
import { oneOf } from "../config/rows.ts";
import { type Pretrained, readPretrained } from "./read_pretrained.ts";

/**
 * The names of the models: variational autoencoders, conditional ones told of what is drawn.
 * @category Pretrained models
 */
export type PretrainedName =
  | "vae_mnist"
  | "conditional_vae_mnist"
  | "vae_fashion_mnist"
  | "conditional_vae_fashion_mnist";

/** A file is loaded when it is asked for, and is a module, so that no permission is needed. */
const FILES: Readonly<
  Record<PretrainedName, () => Promise<{ default: string }>>
> = {
  vae_mnist: () => import("./files/vae_mnist.ts"),
  conditional_vae_mnist: () => import("./files/conditional_vae_mnist.ts"),
  vae_fashion_mnist: () => import("./files/vae_fashion_mnist.ts"),
  conditional_vae_fashion_mnist: () =>
    import("./files/conditional_vae_fashion_mnist.ts"),
};

const NAME = oneOf(Object.keys(FILES) as PretrainedName[]);

/**
 * A model that has been trained, as new each time: it may be trained on.
 *
 * @example A row of digits
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { loadPretrained } from "@decograd/decograd/pretrained";
 * import { assertEquals } from "@std/assert";
 *
 * const { decoder, latentSize } = await loadPretrained("conditional_vae_mnist");
 * const z = dg.randomNormal([10, latentSize], { seed: 1 });
 * const digits = decoder.apply([z, dg.tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])]);
 * assertEquals(digits.shape, [10, 28, 28, 1]);
 * ```
 *
 * @throws {ValueError} if there is no model of that name.
 *
 * @category Pretrained models
 */
export async function loadPretrained(
  name: PretrainedName,
): Promise<Pretrained> {
  const action = "load a pretrained model";
  checkArgumentCount(action, arguments, 1);
  const place = { action, owner: "loadPretrained", option: "the name" };
  const known = NAME.read(name, place);
  const { default: file } = await FILES[known]();
  const bytes = Uint8Array.from(atob(file), (byte) => byte.charCodeAt(0));
  return readPretrained(`load ${known}`, bytes);
}
