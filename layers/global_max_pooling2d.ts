/** The maximum pooling of Keras over whole images. */

import { max, type ReduceOptions } from "../autograd/ops/reduce.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { GlobalPoolLayer } from "./global_pool_layer.ts";

/**
 * Keras's GlobalMaxPooling2D: the largest cell of each channel of an image.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalMaxPooling2D();
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 3]);
 * ```
 */
export class GlobalMaxPooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return max(x, options);
  }
}
