/** The enlarging layers of Keras. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import {
  type Interpolation,
  INTERPOLATIONS,
  resize,
} from "../../autograd/ops/resize.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, integers, oneOf, settled } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  throughImages,
} from "../image_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/** The options of UpSampling1D: Keras's. */
export interface UpSampling1DOptions extends LayerOptions {
  /** How many times as many steps; 2 if not given. */
  readonly size?: number;
}

/** The options of UpSampling2D: Keras's, in camelCase. */
export interface UpSampling2DOptions extends ImageOptions {
  /** How many times as high and as wide, or one integer for both; 2 if not given. */
  readonly size?: PairLike;
  /** What lies between cells; `"nearest"`, which repeats them, if not given. */
  readonly interpolation?: Interpolation;
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
 */
export class UpSampling1D extends ImageLayer<UpSampling1DOptions> {
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
      (x) =>
        resize(x, [1, x.shape[2] * this.size], { interpolation: "nearest" }),
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
 */
export class UpSampling2D extends ImageLayer<UpSampling2DOptions> {
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
