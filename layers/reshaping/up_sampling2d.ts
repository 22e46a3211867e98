/** The enlarging layer of Keras. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { enlarge, type Interpolation } from "../../autograd/ops/resize.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
  throughChannelsLast,
} from "../image_layer.ts";

/** The options of UpSampling2D: Keras's, in camelCase. */
export interface UpSampling2DOptions extends ImageOptions {
  /** How many times as high and as wide, or one integer for both; 2 if not given. */
  readonly size?: PairLike;
  /** What lies between cells; `"nearest"`, which repeats them, if not given. */
  readonly interpolation?: Interpolation;
}

const INTERPOLATIONS = [
  "bicubic",
  "bilinear",
  "lanczos3",
  "lanczos5",
  "nearest",
] as const;

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
    return throughChannelsLast(
      x,
      dataFormat,
      (x) => enlarge(x, size, interpolation),
    );
  }

  /** So many times the input's. */
  protected override outputSize(length: number, i: number): number {
    return length * this.size[i];
  }
}
