/** Layers that fold the windows of images. */

import { ValueError } from "../../config/errors.ts";
import {
  conv2dGeometry,
  type ConvAxes,
  type Padding,
  type Pair,
} from "../../autograd/ops/conv_geometry.ts";
import { averagePool, maxPool } from "../../autograd/ops/pool.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, nullable } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { padding } from "../../variables/rows.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  spatialAxes,
  throughChannelsLast,
} from "../image_layer.ts";

/** The options of pooling layers: Keras's, in camelCase. */
export interface PoolOptions extends ImageOptions {
  /** `[height, width]` of the windows, or one integer for both. */
  readonly poolSize: PairLike;
  /** Steps between neighbouring windows; `poolSize` if not given. */
  readonly strides?: PairLike | null;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
}

/** The options of MaxPooling2D: Keras's, in camelCase. */
export interface MaxPooling2DOptions extends Omit<PoolOptions, "poolSize"> {
  /** `[height, width]` of the windows, or one integer for both; 2 if not given. */
  readonly poolSize?: PairLike;
}

/** A layer that makes one cell of each window over an image. */
export abstract class PoolLayer<
  Options extends MaxPooling2DOptions = PoolOptions,
> extends ImageLayer<Options> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    poolSize: integers(2),
    padding: padding(),
    strides: nullable(integers(2)),
  } satisfies Schema<PoolOptions, ImageOptions>;
  /** `[height, width]` of the windows. */
  declare readonly poolSize: Pair;
  /** Steps between neighbouring windows. */
  readonly strides: Pair = stridesOf(this);
  /** How the borders are treated. */
  declare readonly padding: Padding;

  /** The pooling of images with the channels last. */
  protected abstract pool(x: Tensor, axes: ConvAxes): Tensor;

  #axes(input: Pair): ConvAxes {
    const { poolSize: kernel, strides, padding } = this;
    return { input, kernel, strides, dilations: [1, 1], padding };
  }

  /** The windows of the input, each as one cell. */
  override call(x: Tensor): Tensor {
    const [height, width] = spatialAxes(this.dataFormat)
      .map((axis) => x.shape[axis]);
    this.#checkRoom([height, width]);
    const axes = this.#axes([height, width]);
    return throughChannelsLast(x, this.dataFormat, (x) => this.pool(x, axes));
  }

  #checkRoom(size: Pair): void {
    const { poolSize, padding } = this;
    if (padding === "same" || poolSize.every((room, i) => room <= size[i])) {
      return;
    }
    throw new ValueError(
      `Cannot apply ${this}: expected images of at least poolSize [${
        poolSize.join(", ")
      }], received [${size.join(", ")}]`,
    );
  }

  /** The number of windows. The other axis does not matter, but has to have room for one. */
  protected override outputSize(size: number, i: number): number {
    const room = this.poolSize[1 - i];
    const input: Pair = i === 0 ? [size, room] : [room, size];
    this.#checkRoom(input);
    return conv2dGeometry(this.#axes(input)).output[i];
  }
}

/** The steps that were given; without any, windows follow each other without gaps. */
function stridesOf(
  { strides, poolSize }: {
    readonly strides: Pair | null;
    readonly poolSize: Pair;
  },
): Pair {
  return strides ?? poolSize;
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
 */
export class AveragePooling2D extends PoolLayer {
  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return averagePool(x, axes);
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
 */
export class MaxPooling2D extends PoolLayer<MaxPooling2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    poolSize: integers(2, 2),
  } satisfies Schema<MaxPooling2DOptions, PoolOptions>;

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}
