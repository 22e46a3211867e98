/** What pooling layers share: windows, and where they stop. */

import { ValueError } from "../../config/errors.ts";
import {
  type ConvAxes,
  convOutputLength,
  type Padding,
  type Pair,
} from "../../autograd/ops/conv_geometry.ts";
import { byDepth } from "../../autograd/ops/volumes.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, nullable } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import { padding } from "../../variables/rows.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  throughImages,
  toPair,
} from "../image_layer.ts";

/**
 * The options of pooling layers: Keras's, in camelCase. Of sizes, one integer stands for all spatial axes.
 * @category Pooling layers
 */
export interface PoolOptions extends ImageOptions {
  /** The size of the windows: `[height, width]`, their length, or `[depth, height, width]`. */
  readonly poolSize: PairLike;
  /** Steps between neighbouring windows; `poolSize` if not given. */
  readonly strides?: PairLike | null;
  /** `"valid"` or `"same"`, in upper or lower case; `"valid"` if not given. */
  readonly padding?: Padding | Uppercase<Padding>;
}

/**
 * The options of MaxPooling2D: Keras's, in camelCase.
 * @category Pooling layers
 */
export interface MaxPooling2DOptions extends Omit<PoolOptions, "poolSize"> {
  /** The size of the windows: `[height, width]`, their length, or `[depth, height, width]`; 2 if not given. */
  readonly poolSize?: PairLike;
}

/** The rows of windows over so many spatial axes; `usual` is their size if it is not given. */
export function rows<N extends number>(rank: N, usual?: number) {
  return {
    poolSize: integers(rank, usual),
    padding: padding(),
    strides: nullable(integers(rank)),
  } satisfies Schema<PoolOptions, ImageOptions>;
}

/**
 * A layer that makes one cell of each window over an image, over steps or over a volume.
 * @category Pooling layers
 */
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
