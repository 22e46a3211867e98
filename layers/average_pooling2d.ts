/** The average pooling of Keras. */

import type { ConvAxes } from "../autograd/ops/conv_geometry.ts";
import { averagePool } from "../autograd/ops/pool.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { PoolLayer } from "./pool_layer.ts";

/**
 * Keras's AveragePooling2D: the mean of each window over an image, channel by channel; what "same" adds at the borders
 * does not count. (Keras on PyTorch repeats the border instead, where "same" adds unevenly; on TensorFlow it does
 * as here.)
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.AveragePooling2D({ poolSize: 2 });
 * const x = dg.tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [3.5, 5.5]);
 * ```
 */
export class AveragePooling2D extends PoolLayer {
  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
  }
}
