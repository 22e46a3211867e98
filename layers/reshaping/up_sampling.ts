/** The enlarging layers of Keras. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import {
  type Interpolation,
  INTERPOLATIONS,
} from "../../autograd/ops/resampling.ts";
import { resize } from "../../autograd/ops/resize.ts";
import { byDepth } from "../../autograd/ops/volumes.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  count,
  integers,
  oneOf,
  settled,
  type Tuple,
} from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  throughImages,
} from "../image_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/**
 * The options of UpSampling1D: Keras's.
 * @category Reshaping layers
 */
export interface UpSampling1DOptions extends LayerOptions {
  /** How many times as many steps; 2 if not given. */
  readonly size?: number;
}

/**
 * The options of UpSampling2D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface UpSampling2DOptions extends ImageOptions {
  /** How many times as high and as wide, or one integer for both; 2 if not given. */
  readonly size?: PairLike;
  /** What lies between cells; `"nearest"`, which repeats them, if not given. */
  readonly interpolation?: Interpolation;
}

/**
 * The options of UpSampling3D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface UpSampling3DOptions extends ImageOptions {
  /** How many times as deep, as high and as wide, or one integer for all; 2 if not given. */
  readonly size?: PairLike;
}

/**
 * Keras's UpSampling1D: every step some times. It takes `[batch, steps, channels]` and gives `[batch, steps * size,
 * channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.UpSampling1D({ size: 2 });
 * const x = dg.tensor([1, 2], [1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [1, 1, 2, 2]);
 * ```
 *
 * @category Reshaping layers
 */
export class UpSampling1D extends ImageLayer<UpSampling1DOptions, ["size"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["size"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    size: count(2),
    dataFormat: settled("channels_last"),
  } satisfies Schema<UpSampling1DOptions & ImageOptions, LayerOptions>;
  /** How many times as many steps. */
  declare readonly size: number;

  /** Steps. */
  protected override get spatialRank(): number {
    return 1;
  }

  /** The input, every step repeated. */
  override call(x: Tensor): Tensor {
    return throughImages(
      x,
      this.dataFormat,
      (images) => repeated(images, [1, this.size]),
    );
  }

  /** So many times the input's. */
  protected override outputSize(length: number): number {
    return length * this.size;
  }
}

/**
 * Keras's UpSampling2D: images some times as high and as wide.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.UpSampling2D({ size: [1, 2] });
 * const x = dg.tensor([1, 2], [1, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [1, 1, 2, 2]);
 * ```
 *
 * @category Reshaping layers
 */
export class UpSampling2D extends ImageLayer<UpSampling2DOptions, ["size"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["size"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    size: integers(2, 2),
    interpolation: oneOf(INTERPOLATIONS, "nearest"),
  } satisfies Schema<UpSampling2DOptions, ImageOptions>;
  /** How many times as high and as wide. */
  declare readonly size: Pair;
  /** What lies between cells. */
  declare readonly interpolation: Interpolation;

  /** The input, enlarged. */
  override call(x: Tensor): Tensor {
    const { interpolation, size, dataFormat } = this;
    return throughImages(
      x,
      dataFormat,
      (x) => {
        const [, height, width] = x.shape;
        return resize(x, [height * size[0], width * size[1]], {
          interpolation,
        });
      },
    );
  }

  /** So many times the input's. */
  protected override outputSize(length: number, i: number): number {
    return length * this.size[i];
  }
}

/**
 * Keras's UpSampling3D: every cell of a volume some times. It takes `[batch, depth, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.UpSampling3D({ size: [2, 1, 1] });
 * const x = dg.tensor([1, 2], [1, 1, 1, 2, 1]);
 * assertEquals([...await layer.apply(x).data()], [1, 2, 1, 2]);
 * ```
 *
 * @category Reshaping layers
 */
export class UpSampling3D extends ImageLayer<UpSampling3DOptions, ["size"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["size"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    size: integers(3, 2),
  } satisfies Schema<UpSampling3DOptions, ImageOptions>;
  /** How many times as deep, as high and as wide. */
  declare readonly size: Tuple<3>;

  /** Depth, height and width. */
  protected override get spatialRank(): number {
    return 3;
  }

  /** The input, every cell repeated. */
  override call(x: Tensor): Tensor {
    const [deeper, higher, wider] = this.size;
    return throughImages(x, this.dataFormat, (x) =>
      byDepth(
        x,
        (slices) => repeated(slices, [higher, wider]),
        (columns) => repeated(columns, [deeper, 1]),
      ));
  }

  /** So many times the input's. */
  protected override outputSize(length: number, i: number): number {
    return length * this.size[i];
  }
}

/** Images whose cells are there some times. */
function repeated(images: Tensor, [higher, wider]: Pair): Tensor {
  const [, height, width] = images.shape;
  const size: Pair = [height * higher, width * wider];
  return resize(images, size, { interpolation: "nearest" });
}
