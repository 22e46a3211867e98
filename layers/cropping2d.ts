/** The layer of Keras that cuts the borders of images off. */

import { ShapeError } from "../backends/errors.ts";
import type { DataFormat } from "../autograd/ops/conv2d.ts";
import { slice } from "../autograd/ops/window.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { toDataFormat } from "./arguments.ts";
import { imageSpec, spatialAxes, withSpatial } from "./images.ts";
import { checkInput, type InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { type Margins, type MarginsLike, toMargins } from "./margins.ts";
import { quote } from "./options.ts";
import type { Config } from "./serialization.ts";
import { type PartialShape, showShape } from "./shapes.ts";

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
