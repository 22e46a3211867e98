/** Layers that cut off the borders of images, steps or volumes. */

import { quote, ShapeError } from "../../config/errors.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, settled } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
} from "../image_layer.ts";
import type { LayerOptions } from "../layer_options.ts";
import {
  type Margins,
  margins,
  type MarginsLike,
  pairsOf,
  type VolumeMargins,
} from "./margins.ts";

/**
 * A layer that cuts off the borders of images, steps or volumes.
 * @category Reshaping layers
 */
export abstract class CroppingLayer<Options extends ImageOptions>
  extends ImageLayer<Options, ["cropping"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["cropping"];
  /** What is cut off before and after: a pair, or one for each spatial axis. */
  abstract readonly cropping: Pair | Margins | VolumeMargins;

  /** The inner part of the input. */
  override call(x: Tensor): Tensor {
    const [first] = this.spatialAxes;
    const size = this.computeOutputShape(x.shape) as number[];
    const start = x.shape.map((_, axis) =>
      this.margins[axis - first]?.[0] ?? 0
    );
    return slice(x, start, size);
  }

  /**
   * What is left of the input's.
   *
   * @throws {ShapeError} if nothing would be.
   */
  protected override outputSize(size: number, i: number): number {
    const [before, after] = this.margins[i];
    if (before + after < size) return size - before - after;
    const axes = this.spatialRank === 1
      ? ["steps"]
      : ["depth", "height", "width"].slice(-this.spatialRank);
    throw new ShapeError(
      `Cannot apply ${this}: expected an input larger than cropping ${
        quote(this.margins)
      }, received ${axes[i]} ${size}`,
      { expected: `more than ${before + after}`, actual: [size] },
    );
  }

  /** As many as there are pairs. */
  protected override get spatialRank(): number {
    return this.margins.length;
  }

  /** What is cut off before and after, for each spatial axis. */
  protected get margins(): readonly Pair[] {
    return pairsOf(this.cropping);
  }
}

/**
 * The options of Cropping1D: Keras's.
 * @category Reshaping layers
 */
export interface Cropping1DOptions extends LayerOptions {
  /** Steps to cut off: `[before, after]`, or one integer for both; 1 if not given. */
  readonly cropping?: PairLike;
}

/**
 * Keras's Cropping1D: steps without the first and the last. It takes `[batch, steps, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Cropping1D({ cropping: [1, 2] });
 * assertEquals(layer.apply(dg.ones([2, 8, 3])).shape, [2, 5, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class Cropping1D extends CroppingLayer<Cropping1DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: integers(2, 1, 0),
    dataFormat: settled("channels_last"),
  } satisfies Schema<Cropping1DOptions & ImageOptions, LayerOptions>;
  /** `[before, after]`. */
  declare readonly cropping: Pair;
}

/**
 * The options of Cropping2D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface Cropping2DOptions extends ImageOptions {
  /** Rows and columns to cut off; none if not given. */
  readonly cropping?: MarginsLike;
}

/**
 * Keras's Cropping2D: images without their outer rows and columns.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Cropping2D({ cropping: [[0, 1], [2, 3]] });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 3])).shape, [2, 7, 3, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class Cropping2D extends CroppingLayer<Cropping2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: margins(2, 0),
  } satisfies Schema<Cropping2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly cropping: Margins;
}

/**
 * The options of Cropping3D: Keras's, in camelCase.
 * @category Reshaping layers
 */
export interface Cropping3DOptions extends ImageOptions {
  /** Slices, rows and columns to cut off; 1 on each side if not given. */
  readonly cropping?: MarginsLike;
}

/**
 * Keras's Cropping3D: volumes without their outer slices, rows and columns. It takes `[batch, depth, height, width, channels]`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Cropping3D({ cropping: [[0, 1], [2, 3], 1] });
 * assertEquals(layer.apply(dg.ones([2, 8, 8, 8, 3])).shape, [2, 7, 3, 6, 3]);
 * ```
 *
 * @category Reshaping layers
 */
export class Cropping3D extends CroppingLayer<Cropping3DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: margins(3, 1),
  } satisfies Schema<Cropping3DOptions, ImageOptions>;
  /** `[[front, back], [top, bottom], [left, right]]`. */
  declare readonly cropping: VolumeMargins;
}
