/** The average pooling of Keras over whole images. */

import { mean, type ReduceOptions } from "../autograd/ops/reduce.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { GlobalPoolLayer } from "./global_pool_layer.ts";

/**
 * Keras's GlobalAveragePooling2D: the mean of each channel of an image.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalAveragePooling2D();
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 3]);
 * ```
 */
export class GlobalAveragePooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return mean(x, options);
  }
}
