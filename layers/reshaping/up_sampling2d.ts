/** The enlarging layer of Keras. */

import type { DataFormat } from "../../autograd/ops/options.ts";
import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import { enlarge, type Interpolation } from "../../autograd/ops/resize.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import {
  type PairLike,
  toDataFormat,
  toPair,
} from "../../variables/arguments.ts";
import { imageSpec, throughChannelsLast, withSpatial } from "../images.ts";
import { checkInput, type InputSpec } from "../input_spec.ts";
import { Layer } from "../layer.ts";
import { checkArguments, type LayerOptions } from "../layer_options.ts";
import { checkOneOf } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import type { PartialShape } from "../../variables/shapes.ts";

/** The options of UpSampling2D: Keras's, in camelCase. */
export interface UpSampling2DOptions extends LayerOptions {
  /** How many times as high and as wide, or one integer for both; 2 if not given. */
  readonly size?: PairLike;
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
  /** What lies between cells; `"nearest"`, which repeats them, if not given. */
  readonly interpolation?: Interpolation;
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
export class UpSampling2D extends Layer {
  /** How many times as high and as wide. */
  readonly size: Pair;
  /** Where the channels are. */
  readonly dataFormat: DataFormat;
  /** What lies between cells. */
  readonly interpolation: Interpolation;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: UpSampling2DOptions = {}) {
    checkArguments(new.target, arguments, options, [
      "size",
      "dataFormat",
      "interpolation",
    ]);
    const { size = 2, dataFormat, interpolation = "nearest", ...rest } =
      options;
    super(rest);
    const own = this.constructor.name;
    this.dataFormat = toDataFormat(own, dataFormat);
    this.size = toPair(own, "size", size);
    this.interpolation = checkOneOf(own, "interpolation", interpolation, [
      "bicubic",
      "bilinear",
      "lanczos3",
      "lanczos5",
      "nearest",
    ]);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The input, enlarged. */
  override call(x: Tensor): Tensor {
    const { interpolation, size, dataFormat } = this;
    return throughChannelsLast(
      x,
      dataFormat,
      (x) => enlarge(x, size, interpolation),
    );
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    checkInput(`${this}`, this.inputSpec, inputShape);
    return withSpatial(
      inputShape,
      this.dataFormat,
      (length, i) => length * this.size[i],
    );
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      size: [...this.size],
      data_format: this.dataFormat,
      interpolation: this.interpolation,
    };
  }
}
