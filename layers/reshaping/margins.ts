/** Layers that add margins to images or steps, or cut them off. */

import { quote, ShapeError } from "../../config/errors.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { pad, slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { integers, isInteger, row, settled } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import {
  ImageLayer,
  type ImageOptions,
  type PairLike,
} from "../image_layer.ts";
import type { LayerOptions } from "../layer_options.ts";

/** One integer for all borders, `[rows, columns]` for both of each, or `[[top, bottom], [left, right]]`. */
export type MarginsLike = number | readonly (number | readonly number[])[];

/** `[[top, bottom], [left, right]]`. */
export type Margins = readonly [Pair, Pair];

/** The row of margins. */
function margins(usual: number): Row<MarginsLike, Margins> {
  return {
    ...row(
      "an integer, 0 or more, two of them, or two pairs of them",
      toMargins,
      usual,
    ),
    write: (margins) => margins.map((pair) => [...pair]),
  };
}

function toMargins(value: unknown): Margins | undefined {
  const [rows, columns] = twice(value).map(twice);
  const isRight = twice(value).length === 2 &&
    [rows, columns].every((pair) => pair.length === 2 && pair.every(isCount));
  return isRight ? [rows, columns] as unknown as Margins : undefined;
}

/** A list without holes as it is, another value as a list of two. */
function twice(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? [...value] : [value, value];
}

function isCount(value: unknown): boolean {
  return isInteger(value) && value >= 0;
}

/** A layer that cuts off the borders of images or steps. */
export abstract class CroppingLayer<Options extends ImageOptions>
  extends ImageLayer<Options> {
  /** What is cut off before and after, for each spatial axis. */
  protected abstract get margins(): readonly Pair[];

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
    const axes = this.spatialRank === 1 ? ["steps"] : ["height", "width"];
    throw new ShapeError(
      `Cannot apply ${this}: expected an input larger than cropping ${
        quote(this.margins)
      }, received ${axes[i]} ${size}`,
      { expected: `more than ${before + after}`, actual: [size] },
    );
  }
}

/** The options of Cropping1D: Keras's. */
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
 */
export class Cropping1D extends CroppingLayer<Cropping1DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: integers(2, 1, 0),
    dataFormat: settled("channels_last"),
  } satisfies Schema<Cropping1DOptions & ImageOptions, LayerOptions>;
  /** `[before, after]`. */
  declare readonly cropping: Pair;

  /** Steps. */
  protected override get spatialRank(): number {
    return 1;
  }

  /** What is cut off before and after. */
  protected override get margins(): readonly Pair[] {
    return [this.cropping];
  }
}

/** The options of Cropping2D: Keras's, in camelCase. */
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
 */
export class Cropping2D extends CroppingLayer<Cropping2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: margins(0),
  } satisfies Schema<Cropping2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly cropping: Margins;

  /** What is cut off before and after. */
  protected override get margins(): readonly Pair[] {
    return this.cropping;
  }
}

/** A layer that adds zeros to the borders of images or steps. */
export abstract class ZeroPaddingLayer<Options extends ImageOptions>
  extends ImageLayer<Options> {
  /** What is added before and after, for each spatial axis. */
  protected abstract get margins(): readonly Pair[];

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
}

/** The options of ZeroPadding1D: Keras's, in camelCase. */
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
 */
export class ZeroPadding1D extends ZeroPaddingLayer<ZeroPadding1DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: integers(2, 1, 0),
  } satisfies Schema<ZeroPadding1DOptions, ImageOptions>;
  /** `[before, after]`. */
  declare readonly padding: Pair;

  /** Steps. */
  protected override get spatialRank(): number {
    return 1;
  }

  /** What is added before and after. */
  protected override get margins(): readonly Pair[] {
    return [this.padding];
  }
}

/** The options of ZeroPadding2D: Keras's, in camelCase. */
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
 */
export class ZeroPadding2D extends ZeroPaddingLayer<ZeroPadding2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: margins(1),
  } satisfies Schema<ZeroPadding2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly padding: Margins;

  /** What is added before and after. */
  protected override get margins(): readonly Pair[] {
    return this.padding;
  }
}
