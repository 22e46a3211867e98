/** Layers that fold whole images, all steps or whole volumes. */

import type { ReduceOptions } from "../../autograd/ops/options.ts";
import { max, mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { flag } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import { ImageLayer, type ImageOptions } from "../image_layer.ts";

/**
 * The options of pooling layers over whole images or all steps: Keras's, in camelCase.
 * @category Pooling layers
 */
export interface GlobalPoolOptions extends ImageOptions {
  /** Whether height and width, or steps, stay with size 1; false if not given. */
  readonly keepdims?: boolean;
}

/**
 * A layer that makes one number of each channel of an image, of steps or of a volume.
 * @category Pooling layers
 */
export abstract class GlobalPoolLayer extends ImageLayer<GlobalPoolOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    keepdims: flag(false),
  } satisfies Schema<GlobalPoolOptions, ImageOptions>;
  /** Whether height and width, or steps, stay. */
  declare readonly keepdims: boolean;

  /** The fold of the axes. */
  protected abstract pool(x: Tensor, options: ReduceOptions): Tensor;

  /** The channels of the input, each as one number. */
  override call(x: Tensor): Tensor {
    const { keepdims } = this;
    return this.pool(x, { axis: this.spatialAxes, keepdims });
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const axes = this.spatialAxes;
    return inputShape.flatMap((size, axis) =>
      axes.includes(axis) ? (this.keepdims ? [1] : []) : [size]
    );
  }
}

/**
 * Keras's GlobalAveragePooling1D: the mean of each channel of steps. It takes `[batch, steps, channels]` and gives
 * `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalAveragePooling1D();
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 3]);
 * ```
 *
 * @category Pooling layers
 */
export class GlobalAveragePooling1D extends GlobalPoolLayer {
  /** Steps. */
  protected override get spatialRank(): number {
    return 1;
  }

  /** The fold of the axis. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return mean(x, options);
  }
}

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
 *
 * @category Pooling layers
 */
export class GlobalAveragePooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return mean(x, options);
  }
}

/**
 * Keras's GlobalMaxPooling1D: the largest of each channel of steps. It takes `[batch, steps, channels]` and gives
 * `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalMaxPooling1D();
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 3]);
 * ```
 *
 * @category Pooling layers
 */
export class GlobalMaxPooling1D extends GlobalPoolLayer {
  /** Steps. */
  protected override get spatialRank(): number {
    return 1;
  }

  /** The fold of the axis. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return max(x, options);
  }
}

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
 *
 * @category Pooling layers
 */
export class GlobalMaxPooling2D extends GlobalPoolLayer {
  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return max(x, options);
  }
}

/**
 * Keras's GlobalAveragePooling3D: the mean of each channel of a volume. It takes `[batch, depth, height, width, channels]`
 * and gives `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalAveragePooling3D();
 * assertEquals(layer.apply(dg.ones([2, 4, 8, 8, 3])).shape, [2, 3]);
 * ```
 *
 * @category Pooling layers
 */
export class GlobalAveragePooling3D extends GlobalPoolLayer {
  /** Depth, height and width. */
  protected override get spatialRank(): number {
    return 3;
  }

  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return mean(x, options);
  }
}

/**
 * Keras's GlobalMaxPooling3D: the largest cell of each channel of a volume. It takes `[batch, depth, height, width, channels]`
 * and gives `[batch, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.GlobalMaxPooling3D();
 * assertEquals(layer.apply(dg.ones([2, 4, 8, 8, 3])).shape, [2, 3]);
 * ```
 *
 * @category Pooling layers
 */
export class GlobalMaxPooling3D extends GlobalPoolLayer {
  /** Depth, height and width. */
  protected override get spatialRank(): number {
    return 3;
  }

  /** The fold of the axes. */
  protected override pool(x: Tensor, options: ReduceOptions): Tensor {
    return max(x, options);
  }
}
