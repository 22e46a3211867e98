/** Layers that add zeros to the borders of images, steps or volumes. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { pad } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
} from "../image_layer.ts";
import {
  type Margins,
  margins,
  type MarginsLike,
  pairsOf,
  type VolumeMargins,
} from "./margins.ts";

/**
 * A layer that adds zeros to the borders of images, steps or volumes.
 * @category Reshaping layers
 */
export abstract class ZeroPaddingLayer<Options extends ImageOptions>
  extends ImageLayer<Options, ["padding"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["padding"];
  /** What is added before and after: a pair, or one for each spatial axis. */
  abstract readonly padding: Pair | Margins | VolumeMargins;

  /** The input with zeros around it. */
  override call(x: Tensor): Tensor {
    const [first] = this.spatialAxes;
    return pad(
      x,
      x.shape.map((_, axis) => this.margins[axis - first] ?? [0, 0]),
    );
  }

  /** The input's, and the zeros. */
  protected override outputSize(size: number, i: number): number {
    const [before, after] = this.margins[i];
    return before + size + after;
  }

  /** As many as there are pairs. */
  protected override get spatialRank(): number {
    return this.margins.length;
  }

  /** What is added before and after, for each spatial axis. */
  protected get margins(): readonly Pair[] {
    return pairsOf(this.padding);
  }
}

/**
 * The options of ZeroPadding1D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface ZeroPadding1DOptions extends ImageOptions {
  /** Steps of zeros: `[before, after]`, or one integer for both; 1 if not given. */
  readonly padding?: PairLike;
}

/**
 * Keras's ZeroPadding1D: steps with zeros before and after. It takes `[batch, steps, channels]`, or with
 * `"channels_first"` `[batch, channels, steps]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ZeroPadding1D({ padding: [1, 2] });
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 11, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class ZeroPadding1D extends ZeroPaddingLayer<ZeroPadding1DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: integers(2, 1, 0),
  } satisfies Schema<ZeroPadding1DOptions, ImageOptions>;
  /** `[before, after]`. */
  declare readonly padding: Pair;
}

/**
 * The options of ZeroPadding2D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface ZeroPadding2DOptions extends ImageOptions {
  /** Rows and columns of zeros; 1 on each side if not given. */
  readonly padding?: MarginsLike;
}

/**
 * Keras's ZeroPadding2D: images with rows and columns of zeros around them.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ZeroPadding2D({ padding: [[0, 1], [2, 3]] });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 9, 13, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class ZeroPadding2D extends ZeroPaddingLayer<ZeroPadding2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: margins(2, 1),
  } satisfies Schema<ZeroPadding2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly padding: Margins;
}

/**
 * The options of ZeroPadding3D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface ZeroPadding3DOptions extends ImageOptions {
  /** Slices, rows and columns of zeros; 1 on each side if not given. */
  readonly padding?: MarginsLike;
}

/**
 * Keras's ZeroPadding3D: volumes with slices, rows and columns of zeros around them. It takes `[batch, depth, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.ZeroPadding3D({ padding: [[0, 1], [2, 3], 1] });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 8, 3])).shape, [2, 9, 13, 10, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class ZeroPadding3D extends ZeroPaddingLayer<ZeroPadding3DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: margins(3, 1),
  } satisfies Schema<ZeroPadding3DOptions, ImageOptions>;
  /** `[[front, back], [top, bottom], [left, right]]`. */
  declare readonly padding: VolumeMargins;
}
