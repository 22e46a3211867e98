/** The layer of Keras that puts zeros around images. */

import type { DataFormat } from "../autograd/ops/conv2d.ts";
import { pad } from "../autograd/ops/window.ts";
import type { Tensor } from "../autograd/tensor.ts";
import { toDataFormat } from "./arguments.ts";
import { imageSpec, spatialAxes, withSpatial } from "./images.ts";
import { checkInput, type InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";
import { type Margins, type MarginsLike, toMargins } from "./margins.ts";
import type { Config } from "./serialization.ts";
import type { PartialShape } from "./shapes.ts";

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
