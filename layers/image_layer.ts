/** What the layers have in common that take images, steps or volumes and have no weights. */

import type { Pair } from "../autograd/ops/conv_geometry.ts";
import type { DataFormat } from "../autograd/ops/options.ts";
import { expandDims, squeeze, transpose } from "../autograd/ops/reshape.ts";
import type { Tensor } from "../autograd/tensor.ts";
import type { AnySchema, Schema } from "../config/schema.ts";
import { dataFormat } from "../variables/rows.ts";
import type { PartialShape } from "../variables/shapes.ts";
import type { InputSpec } from "./input_spec.ts";
import { Layer } from "./layer.ts";
import type { LayerOptions } from "./layer_options.ts";

/**
 * One integer for all spatial axes, or one for each: `[height, width]`.
 * @category Layers
 */
export type PairLike = number | readonly number[];

/**
 * The options of layers for images, steps or volumes.
 * @category Layers
 */
export interface ImageOptions extends LayerOptions {
  /** Where the channels are, in upper or lower case; `imageDataFormat()` if not given. */
  readonly dataFormat?: DataFormat | Uppercase<DataFormat> | null;
}

/**
 * A layer that makes something of images, of steps or of volumes, and leaves the batch and the channels as they are.
 * @category Layers
 */
export abstract class ImageLayer<
  Options extends ImageOptions = ImageOptions,
  Leading extends readonly unknown[] = [],
> extends Layer<Options, Leading> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    dataFormat: dataFormat(),
  } satisfies Schema<ImageOptions, LayerOptions>;
  /** Where the channels are. */
  declare readonly dataFormat: DataFormat;

  /** The number of spatial axes: 2 of images, 1 of steps, 3 of volumes. */
  protected get spatialRank(): number {
    return 2;
  }

  /** The axes of height and width, of steps, or of depth, height and width. */
  protected get spatialAxes(): readonly number[] {
    return spatialAxes(this.dataFormat, this.spatialRank);
  }

  /** Images, steps or volumes. */
  protected override get inputSpec(): InputSpec {
    return imageSpec(this.dataFormat, this.spatialRank);
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

  /** The size of the output along the `i`th spatial axis for that of the input; the same, if not overridden. */
  protected outputSize(size: number, _i: number): number {
    return size;
  }
}

/** What errors call the spatial axes, of which there are so many. */
const SPATIAL = ["", "steps", "height, width", "depth, height, width"];

const SPECS: Readonly<Record<DataFormat, readonly InputSpec[]>> = {
  channels_first: SPATIAL.map((names, rank) => (
    { rank: rank + 2, layout: `[batch, channels, ${names}]` }
  )),
  channels_last: SPATIAL.map((names, rank) => (
    { rank: rank + 2, layout: `[batch, ${names}, channels]` }
  )),
};

/** What a layer for images, for steps or for volumes asks of its input. */
export function imageSpec(dataFormat: DataFormat, rank: number): InputSpec {
  return SPECS[dataFormat][rank];
}

/**
 * `f` of images, or volumes, with the channels last, whose result is brought back to the data format; steps are images of
 * one row.
 */
export function throughImages(
  x: Tensor,
  dataFormat: DataFormat,
  f: (images: Tensor) => Tensor,
): Tensor {
  return throughChannelsLast(
    x,
    dataFormat,
    (x) => x.rank === 3 ? squeeze(f(expandDims(x, 1)), 1) : f(x),
  );
}

function throughChannelsLast(
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

/** The spatial axes, of which there are so many. */
export function spatialAxes(
  dataFormat: DataFormat,
  rank: number,
): readonly number[] {
  const first = dataFormat === "channels_first" ? 2 : 1;
  return Array.from({ length: rank }, (_, i) => first + i);
}

/** Numbers of the spatial axes as ops take them for which steps are images: of an image's one row it is `ofRow`. */
export function ofImages(
  sizes: readonly number[],
  ofRow: 0 | 1 = 1,
): readonly number[] {
  return sizes.length === 1 ? [ofRow, sizes[0]] : sizes;
}

/** The same for images and steps alone. */
export function toPair(sizes: readonly number[]): Pair {
  const [rows, columns] = ofImages(sizes);
  return [rows, columns];
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
