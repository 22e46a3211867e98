/** The maximum pooling of Keras. */

import type { ConvAxes } from "../autograd/ops/conv_geometry.ts";
import { maxPool } from "../autograd/ops/pool.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { PairLike } from "./arguments.ts";
import { PoolLayer, type PoolOptions } from "./pool_layer.ts";

/** The options of MaxPooling2D: Keras's, in camelCase. */
export interface MaxPooling2DOptions extends Omit<PoolOptions, "poolSize"> {
  /** `[height, width]` of the windows, or one integer for both; 2 if not given. */
  readonly poolSize?: PairLike;
}

/**
 * Keras's MaxPooling2D: the largest cell of each window over an image, channel by channel. Of several the first, row by
 * row, gets the gradient.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.MaxPooling2D();
 * const x = dg.tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [6, 8]);
 * ```
 */
export class MaxPooling2D extends PoolLayer {
  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: MaxPooling2DOptions = {}) {
    super({ ...options, poolSize: options.poolSize ?? 2 });
  }

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}
