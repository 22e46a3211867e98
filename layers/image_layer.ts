/** What the layers have in common that take images and have no weights. */

import type { DataFormat } from "../autograd/ops/options.ts";
import type { AnySchema, Schema } from "../config/schema.ts";
import { dataFormat } from "../variables/rows.ts";
import type { PartialShape } from "../variables/shapes.ts";
import { imageSpec, withSpatial } from "./images.ts";
import type { InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";

/** One integer for height and width, or `[height, width]`. */
export type PairLike = number | readonly number[];

/** The options of layers for images. */
export interface ImageOptions extends LayerOptions {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

/** A layer that makes something of images, and leaves the batch and the channels as they are. */
export abstract class ImageLayer<Options extends ImageOptions = ImageOptions>
  extends Layer<Options> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    dataFormat: dataFormat(),
  } satisfies Schema<ImageOptions, LayerOptions>;
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;

  /** Images. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat);
  }

  /** The shape of the output, `null` where it is not known. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    return withSpatial(
      inputShape,
      this.dataFormat,
      (size, i) => this.outputSize(size, i),
    );
  }

  /** The height of the output for that of the input if `i` is 0, the width if it is 1; the same, if not overridden. */
  protected outputSize(size: number, _i: number): number {
    return size;
  }
}
