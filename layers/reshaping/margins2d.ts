/** Layers that add margins to images, or cut them off. */

import { quote, ShapeError } from "../../config/errors.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { pad, slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { isInteger, row } from "../../config/rows.ts";
import type { AnySchema, Row, Schema } from "../../config/schema.ts";
import { ImageLayer, type ImageOptions, spatialAxes } from "../image_layer.ts";

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
export class Cropping2D extends ImageLayer<Cropping2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    cropping: margins(0),
  } satisfies Schema<Cropping2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly cropping: Margins;

  /** The inner part of the input. */
  override call(x: Tensor): Tensor {
    const [height] = spatialAxes(this.dataFormat);
    const size = this.computeOutputShape(x.shape) as number[];
    const start = x.shape.map((_, axis) =>
      this.cropping[axis - height]?.[0] ?? 0
    );
    return slice(x, start, size);
  }

  /**
   * What is left of the input's.
   *
   * @throws {ShapeError} if nothing would be.
   */
  protected override outputSize(size: number, i: number): number {
    const [before, after] = this.cropping[i];
    if (before + after < size) return size - before - after;
    throw new ShapeError(
      `Cannot apply ${this}: expected an input larger than cropping ${
        quote(this.cropping)
      }, received ${["height", "width"][i]} ${size}`,
      { expected: `more than ${before + after}`, actual: [size] },
    );
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
export class ZeroPadding2D extends ImageLayer<ZeroPadding2DOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    padding: margins(1),
  } satisfies Schema<ZeroPadding2DOptions, ImageOptions>;
  /** `[[top, bottom], [left, right]]`. */
  declare readonly padding: Margins;

  /** The input with zeros around it. */
  override call(x: Tensor): Tensor {
    const [height] = spatialAxes(this.dataFormat);
    return pad(
      x,
      x.shape.map((_, axis) => this.padding[axis - height] ?? [0, 0]),
    );
  }

  /** The input's, and the zeros. */
  protected override outputSize(size: number, i: number): number {
    const [before, after] = this.padding[i];
    return before + size + after;
  }
}
