/** What the layers have in common that take images and have no weights. */

import type { Pair } from "../autograd/ops/conv_geometry.ts";
import type { DataFormat } from "../autograd/ops/options.ts";
import { transpose } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { AnySchema, Schema } from "../config/schema.ts";
import { dataFormat } from "../variables/rows.ts";
import type { PartialShape } from "../variables/shapes.ts";
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

/** What errors call the spatial axes, of which there are so many. */
const SPATIAL = ["", "steps", "height, width"];

/** What a layer for images, or of one spatial axis for steps, asks of its input. */
export function imageSpec(dataFormat: DataFormat, rank = 2): InputSpec {
  const layout = dataFormat === "channels_first"
    ? `[batch, channels, ${SPATIAL[rank]}]`
    : `[batch, ${SPATIAL[rank]}, channels]`;
  return { rank: rank + 2, layout };
}

/** `f` of a tensor with the channels last, whose result is brought back to the data format. */
export function throughChannelsLast(
  x: Tensor,
  dataFormat: DataFormat,
  f: (x: Tensor) => Tensor,
): Tensor {
  if (dataFormat === "channels_last") return f(x);
  const spatial = x.shape.slice(2).map((_, i) => i + 1);
  const y = f(transpose(x, [0, ...spatial.map((axis) => axis + 1), 1]));
  return transpose(y, [0, x.rank - 1, ...spatial]);
}

/** The axis of the channels, beside so many spatial axes. */
export function channelAxis(dataFormat: DataFormat, rank: number): number {
  return dataFormat === "channels_first" ? 1 : rank + 1;
}

/** The axes of height and width. */
export function spatialAxes(dataFormat: DataFormat): Pair {
  return dataFormat === "channels_first" ? [2, 3] : [1, 2];
}

/** A shape with the sizes of its spatial axes changed, each where it is known. */
export function withSpatial(
  shape: PartialShape,
  dataFormat: DataFormat,
  change: (size: number, i: number) => number,
): PartialShape {
  const channels = channelAxis(dataFormat, shape.length - 2);
  return shape.map((size, axis) => {
    if (size === null || axis === 0 || axis === channels) return size;
    return change(size, channels === 1 ? axis - 2 : axis - 1);
  });
}
