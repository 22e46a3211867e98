/** Layers that fold the windows of images, of steps or of volumes. */

import { ValueError } from "../../config/errors.ts";
import {
  type ConvAxes,
  convOutputLength,
  type Padding,
  type Pair,
} from "../../autograd/ops/conv_geometry.ts";
import { averagePool, maxPool } from "../../autograd/ops/pool.ts";
import { byDepth } from "../../autograd/ops/volumes.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, nullable, type Tuple } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { padding } from "../../variables/rows.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  throughImages,
  toPair,
} from "../image_layer.ts";

/** The options of pooling layers: Keras's, in camelCase. Of sizes, one integer stands for all spatial axes. */
export interface PoolOptions extends ImageOptions {
  /** The size of the windows: `[height, width]`, their length, or `[depth, height, width]`. */
  readonly poolSize: PairLike;
  /** Steps between neighbouring windows; `poolSize` if not given. */
  readonly strides?: PairLike | null;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
}

/** The options of MaxPooling2D: Keras's, in camelCase. */
export interface MaxPooling2DOptions extends Omit<PoolOptions, "poolSize"> {
  /** The size of the windows: `[height, width]`, their length, or `[depth, height, width]`; 2 if not given. */
  readonly poolSize?: PairLike;
}

/** The options of MaxPooling1D: Keras's, in camelCase. */
export type MaxPooling1DOptions = MaxPooling2DOptions;

/** The options of MaxPooling3D: Keras's, in camelCase. */
export type MaxPooling3DOptions = MaxPooling2DOptions;

/** The rows of windows over so many spatial axes; `usual` is their size if it is not given. */
function rows<N extends number>(rank: N, usual?: number) {
  return {
    poolSize: integers(rank, usual),
    padding: padding(),
    strides: nullable(integers(rank)),
  } satisfies Schema<PoolOptions, ImageOptions>;
}

/** A layer that makes one cell of each window over an image, over steps or over a volume. */
export abstract class PoolLayer<
  Options extends MaxPooling2DOptions = PoolOptions,
  Size extends readonly number[] = Pair,
> extends ImageLayer<Options, ["poolSize", "strides", "padding"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = [
    "poolSize",
    "strides",
    "padding",
  ];
  /** The size of the windows on each spatial axis. */
  declare readonly poolSize: Size;
  /** Steps between neighbouring windows. */
  declare readonly strides: Size;
  /** How the borders are treated. */
  declare readonly padding: Padding;

  /** Steps from window to window, where none are given. */
  protected override checkOptions(): void {
    const { strides, poolSize }: { strides: Size | null; poolSize: Size } =
      this;
    Object.assign(this, { strides: strides ?? poolSize });
  }

  /** The pooling of images with the channels last. */
  protected abstract pool(x: Tensor, axes: ConvAxes): Tensor;

  /** The number of spatial axes. */
  protected override get spatialRank(): number {
    return this.poolSize.length;
  }

  /** The windows of the input, each as one cell. */
  override call(x: Tensor): Tensor {
    const size = this.spatialAxes.map((axis) => x.shape[axis]);
    this.#checkRoom(size);
    const { poolSize, strides, dataFormat } = this;
    const [plane, window, step] = [size, poolSize, strides]
      .map((sizes) => toPair(sizes.slice(-2)));
    const pool = (x: Tensor) => this.#poolOf(x, plane, window, step);
    return throughImages(
      x,
      dataFormat,
      (x) =>
        x.rank < 5 ? pool(x) : byDepth(x, pool, (columns) =>
          this.#poolOf(
            columns,
            [size[0], columns.shape[2]],
            [poolSize[0], 1],
            [strides[0], 1],
          )),
    );
  }

  #poolOf(x: Tensor, input: Pair, kernel: Pair, strides: Pair): Tensor {
    const { padding } = this;
    return this.pool(x, { input, kernel, strides, dilations: [1, 1], padding });
  }

  #checkRoom(size: readonly number[]): void {
    const { poolSize, padding } = this;
    if (padding === "same" || poolSize.every((room, i) => room <= size[i])) {
      return;
    }
    throw new ValueError(
      `Cannot apply ${this}: expected ${
        ["steps", "images", "volumes"][this.spatialRank - 1]
      } of at least poolSize [${poolSize.join(", ")}], received [${
        size.join(", ")
      }]`,
    );
  }

  /** The number of windows. The other axis does not matter, but has to have room for one. */
  protected override outputSize(input: number, i: number): number {
    this.#checkRoom(this.poolSize.with(i, input));
    const { poolSize, strides, padding } = this;
    const [kernel, stride] = [poolSize[i], strides[i]];
    return convOutputLength({ input, kernel, stride, dilation: 1, padding });
  }
}

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
 */
export class MaxPooling3D extends PoolLayer<MaxPooling3DOptions, Tuple<3>> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = rows(3, 2);

  /** The pooling of images with the channels last. */
  protected override pool(x: Tensor, axes: ConvAxes): Tensor {
    return maxPool(x, axes);
  }
}
