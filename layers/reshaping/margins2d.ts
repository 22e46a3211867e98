/** Layers that add margins to images, or cut them off. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import type { DataFormat } from "../../autograd/ops/options.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { pad, slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toDataFormat, toPair } from "../../variables/arguments.ts";
import { imageSpec, spatialAxes, withSpatial } from "../images.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { type PartialShape, showShape } from "../../variables/shapes.ts";

/** One integer for all borders, `[rows, columns]` for both of each, or `[[top, bottom], [left, right]]`. */
export type MarginsLike = number | readonly (number | readonly number[])[];

/** `[[top, bottom], [left, right]]`. */
export type Margins = readonly [Pair, Pair];

/**
 * The margins that are meant.
 *
 * @throws {ValueError} if they are something else than integers, 0 or more.
 */
export function toMargins(
  owner: string,
  argument: string,
  value: unknown,
): Margins {
  if (!Array.isArray(value)) {
    const both = toPair(owner, argument, value, 0);
    return [both, both];
  }
  if (value.length === 2) {
    const [rows, columns]: unknown[] = value;
    return [
      toPair(owner, argument, rows, 0),
      toPair(owner, argument, columns, 0),
    ];
  }
  throw new ValueError(
    `Cannot make ${owner}: expected ${argument} to be an integer, two of them, or two pairs of them, received ${
      quote(value)
    }`,
  );
}

/** The options of Cropping2D: Keras's, in camelCase. */
export interface Cropping2DOptions extends LayerOptions {
  /** Rows and columns to cut off; none if not given. */
  readonly cropping?: MarginsLike;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
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
export class Cropping2D extends Layer {
  /** `[[top, bottom], [left, right]]`. */
  readonly cropping: Margins;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: Cropping2DOptions = {}) {
    checkArguments(new.target, arguments, options, ["cropping", "dataFormat"]);
    const { cropping = 0, dataFormat, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.dataFormat = toDataFormat(own, dataFormat);
    this.cropping = toMargins(own, "cropping", cropping);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

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
   * The shape of the output, `null` where it is not known.
   *
   * @throws {ShapeError} if nothing would be left.
   */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return withSpatial(inputShape, this.dataFormat, (size, i) => {
      const [before, after] = this.cropping[i];
      if (before + after < size) return size - before - after;
      throw new ShapeError(
        `Cannot apply ${this}: expected an input larger than cropping ${
          quote(this.cropping)
        }, received ${showShape(inputShape)}`,
        { expected: `more than ${before + after}`, actual: [size] },
      );
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      cropping: this.cropping.map((pair) => [...pair]),
      data_format: this.dataFormat,
    };
  }
}

/** The options of ZeroPadding2D: Keras's, in camelCase. */
export interface ZeroPadding2DOptions extends LayerOptions {
  /** Rows and columns of zeros; 1 on each side if not given. */
  readonly padding?: MarginsLike;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
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
export class ZeroPadding2D extends Layer {
  /** `[[top, bottom], [left, right]]`. */
  readonly padding: Margins;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: ZeroPadding2DOptions = {}) {
    checkArguments(new.target, arguments, options, ["padding", "dataFormat"]);
    const { padding = 1, dataFormat, ...rest } = options;
    super(rest);
    const own = this.constructor.name;
    this.dataFormat = toDataFormat(own, dataFormat);
    this.padding = toMargins(own, "padding", padding);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The input with zeros around it. */
  override call(x: Tensor): Tensor {
    const [height] = spatialAxes(this.dataFormat);
    return pad(
      x,
      x.shape.map((_, axis) => this.padding[axis - height] ?? [0, 0]),
    );
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return withSpatial(inputShape, this.dataFormat, (size, i) => {
      const [before, after] = this.padding[i];
      return before + size + after;
    });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      padding: this.padding.map((pair) => [...pair]),
      data_format: this.dataFormat,
    };
  }
}
