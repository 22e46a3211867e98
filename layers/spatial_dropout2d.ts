/** The dropout of Keras that drops whole channels of images. */

import type { DataFormat } from "../autograd/ops/conv2d.ts";
import type { Shape } from "../backends/view.ts";
import { toDataFormat } from "./arguments.ts";
import { Dropout, type DropoutOptions } from "./dropout.ts";
import { imageSpec } from "./images.ts";
import type { InputSpec } from "./input_spec.ts";
import type { Config } from "./serialization.ts";

/** The options of SpatialDropout2D: Keras's, in camelCase. */
export interface SpatialDropout2DOptions
  extends Omit<DropoutOptions, "noiseShape"> {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

/**
 * Keras's SpatialDropout2D: dropout that keeps or drops a channel of an image as a whole.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.SpatialDropout2D({ rate: 0.5 });
 * const y = layer.apply(dg.ones([2, 8, 8, 3]), { training: true });
 * assertEquals(y.shape, [2, 8, 8, 3]);
 * ```
 */
export class SpatialDropout2D extends Dropout {
  /** Where the channels are. */
  readonly dataFormat: DataFormat;

  /**
   * Checks the options.
   *
   * @throws {ValueError} if one has a value that is not allowed.
   */
  constructor(options: SpatialDropout2DOptions) {
    const { dataFormat, ...rest } = options;
    super(rest);
    this.dataFormat = toDataFormat(this.constructor.name, dataFormat);
  }

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The shape of the draws for inputs of a shape: one for each channel of an image. */
  protected override drawsFor([batch, ...sizes]: Shape): Shape {
    return this.dataFormat === "channels_first"
      ? [batch, sizes[0], 1, 1]
      : [batch, 1, 1, sizes[2]];
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { name, dtype, rate, seed } = this;
    return { rate, seed, name, dtype, data_format: this.dataFormat };
  }
}
