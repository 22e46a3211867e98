/** Layers that fold the windows of images, of steps or of volumes. */

import type { ConvAxes } from "../../autograd/ops/conv_geometry.ts";
import { averagePool, maxPool } from "../../autograd/ops/pool.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Tuple } from "../../config/rows.ts";
import type { AnySchema } from "../../config/schema.ts";
import {
  type MaxPooling2DOptions,
  PoolLayer,
  type PoolOptions,
  rows,
} from "./pool_layer.ts";

/**
 * The options of MaxPooling1D: Keras's, in camelCase.
 * @category Pooling layers
 */
export type MaxPooling1DOptions = MaxPooling2DOptions;

/**
 * The options of MaxPooling3D: Keras's, in camelCase.
 * @category Pooling layers
 */
export type MaxPooling3DOptions = MaxPooling2DOptions;

/**
 * Keras's AveragePooling1D: the mean of each window over steps, channel by channel; what "same" adds at the borders does
 * not count. It takes `[batch, steps, channels]` and gives `[batch, windows, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.AveragePooling1D({ poolSize: 2 });
 * const x = dg.tensor([1, 2, 3, 4], [1, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [1.5, 3.5]);
 * ```
 *
 * @category Pooling layers
 */
export class AveragePooling1D
  extends PoolLayer<PoolOptions, readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(1);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
  }
}

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
 *
 * @category Pooling layers
 */
export class AveragePooling2D extends PoolLayer {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(2);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
  }
}

/**
 * Keras's MaxPooling1D: the largest cell of each window over steps, channel by channel. Of several the first gets the
 * gradient. It takes `[batch, steps, channels]` and gives `[batch, windows, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.MaxPooling1D();
 * const x = dg.tensor([1, 2, 3, 4], [1, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [2, 4]);
 * ```
 *
 * @category Pooling layers
 */
export class MaxPooling1D
  extends PoolLayer<MaxPooling1DOptions, readonly [number]> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(1, 2);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
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
 *
 * @category Pooling layers
 */
export class MaxPooling2D extends PoolLayer<MaxPooling2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(2, 2);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}

/**
 * Keras's AveragePooling3D: the mean of each window over a volume, channel by channel; what "same" adds at the borders
 * does not count. It takes `[batch, depth, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.AveragePooling3D({ poolSize: [2, 1, 2] });
 * const x = dg.tensor([1, 2, 3, 4], [1, 2, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [2.5]);
 * ```
 *
 * @category Pooling layers
 */
export class AveragePooling3D extends PoolLayer<PoolOptions, Tuple<3>> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(3);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
  }
}

/**
 * Keras's MaxPooling3D: the largest cell of each window over a volume, channel by channel. Of several the first, slice by
 * slice and row by row, gets the gradient. It takes `[batch, depth, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.MaxPooling3D({ poolSize: [2, 1, 2] });
 * const x = dg.tensor([1, 2, 3, 4], [1, 2, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [4]);
 * ```
 *
 * @category Pooling layers
 */
export class MaxPooling3D extends PoolLayer<MaxPooling3DOptions, Tuple<3>> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(3, 2);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}
