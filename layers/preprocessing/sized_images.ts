/** Layers that bring images to one size. */

import type { Pair } from "../../autograd/ops/conv_geometry.ts";
import {
  type Interpolation,
  INTERPOLATIONS,
} from "../../autograd/ops/resampling.ts";
import { resize, type ResizeOptions } from "../../autograd/ops/resize.ts";
import { add, sub } from "../../autograd/ops/elementwise.ts";
import { pad, slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { count, flag, number, oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { PartialShape } from "../../variables/shapes.ts";
import {
  ImageLayer,
  type ImageOptions,
  throughImages,
} from "../image_layer.ts";
import { largestOf, marginsOf, startsOf } from "./proportions.ts";

/**
 * The options of layers that bring images to one size: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface SizedOptions extends ImageOptions {
  /** The height of the output. */
  readonly height: number;
  /** The width of the output. */
  readonly width: number;
}

/**
 * A layer whose output has one height and width.
 * @category Preprocessing layers
 */
export abstract class SizedImageLayer<Options extends SizedOptions>
  extends ImageLayer<Options, ["height", "width"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["height", "width"];
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    height: count(),
    width: count(),
  } satisfies Schema<SizedOptions, ImageOptions>;
  /** The height of the output. */
  declare readonly height: number;
  /** The width of the output. */
  declare readonly width: number;

  /** The images, with the channels last, in the new size. */
  protected abstract resized(images: Tensor): Tensor;

  /** The input in the new size. */
  override call(x: Tensor): Tensor {
    return throughImages(x, this.dataFormat, (images) => this.resized(images));
  }

  /** The shape of the output, whose size is known even where that of the input is not. */
  override computeOutputShape(inputShape: PartialShape): PartialShape {
    this.checkInput(inputShape);
    const [height, width] = this.spatialAxes;
    return inputShape.with(height, this.height).with(width, this.width);
  }
}

/**
 * The options of Resizing: Keras's, in camelCase.
 * @category Preprocessing layers
 */
export interface ResizingOptions extends SizedOptions {
  /** What lies between cells; `"bilinear"` if not given. */
  readonly interpolation?: Interpolation;
  /** Whether the middle of the image of the output's proportions is taken first; false if not given. */
  readonly cropToAspectRatio?: boolean;
  /** Whether the image is padded to the output's proportions first; false if not given. */
  readonly padToAspectRatio?: boolean;
  /** With what it is padded: `"constant"`, the only one. */
  readonly fillMode?: "constant";
  /** The number with which it is padded; 0 if not given. */
  readonly fillValue?: number;
  /** Whether all cells count where they become fewer; false if not given. */
  readonly antialias?: boolean;
}

/**
 * Keras's Resizing: images of another height and width.
 *
 * It takes `[batch, height, width, channels]` and gives the same batch and channels in the new size; with
 * `"channels_first"` the channels are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.Resizing({ height: 1, width: 2 });
 * const x = dg.tensor([1, 3, 5, 7], [1, 1, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [2, 6]);
 * ```
 *
 * @category Preprocessing layers
 */
export class Resizing extends SizedImageLayer<ResizingOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    interpolation: oneOf(INTERPOLATIONS, "bilinear"),
    cropToAspectRatio: flag(false),
    padToAspectRatio: flag(false),
    fillMode: oneOf(["constant"], "constant"),
    fillValue: number(0),
    antialias: flag(false),
  } satisfies Schema<ResizingOptions, SizedOptions>;
  /** What lies between cells. */
  declare readonly interpolation: Interpolation;
  /** Whether the middle of the output's proportions is taken first. */
  declare readonly cropToAspectRatio: boolean;
  /** Whether the image is padded to the output's proportions first. */
  declare readonly padToAspectRatio: boolean;
  /** With what it is padded. */
  declare readonly fillMode: "constant";
  /** The number with which it is padded. */
  declare readonly fillValue: number;
  /** Whether all cells count where they become fewer. */
  declare readonly antialias: boolean;

  /**
   * Refuses options that do not go together.
   *
   * @throws {ValueError} if images were to be both cropped and padded.
   */
  protected override checkOptions(): void {
    if (!this.cropToAspectRatio || !this.padToAspectRatio) return;
    throw new ValueError(
      `Cannot make ${this.constructor.name}: expected cropToAspectRatio or padToAspectRatio, received both`,
    );
  }

  /** The images in the new size. */
  protected override resized(images: Tensor): Tensor {
    const size: Pair = [this.height, this.width];
    if (this.cropToAspectRatio) return resizedMiddle(images, size, this);
    if (!this.padToAspectRatio) return resize(images, size, this);
    return resize(padded(images, size, this.fillValue), size, this);
  }
}

/**
 * Keras's CenterCrop: the middle of images, or, where they are smaller than that, the largest middle of the output's
 * proportions, resized.
 *
 * It takes `[batch, height, width, channels]` and gives the same batch and channels in the new size; with
 * `"channels_first"` the channels are on axis 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * const layer = new dg.layers.CenterCrop({ height: 1, width: 2 });
 * const x = dg.tensor([1, 3, 5, 7], [1, 1, 4, 1]);
 * assertEquals([...await layer.apply(x).data()], [3, 5]);
 * ```
 *
 * @category Preprocessing layers
 */
export class CenterCrop extends SizedImageLayer<SizedOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {};

  /** The middle. */
  protected override resized(images: Tensor): Tensor {
    const size: Pair = [this.height, this.width];
    const [, height, width] = images.shape;
    return size[0] <= height && size[1] <= width
      ? middle(images, size)
      : resizedMiddle(images, size, { interpolation: "bilinear" });
  }
}

/** The largest middle of the proportions of a size, in that size. */
export function resizedMiddle(
  images: Tensor,
  size: Pair,
  options: ResizeOptions,
): Tensor {
  const largest = largestOf(sizeOf(images), size);
  return resize(middle(images, largest), size, options);
}

/** The middle of images, of a size. */
function middle(images: Tensor, [height, width]: Pair): Tensor {
  const [batch, , , channels] = images.shape;
  const start = startsOf(sizeOf(images), [height, width]);
  return slice(images, [0, ...start, 0], [batch, height, width, channels]);
}

/** Images with equal margins of a value, which bring them about to the proportions of a size. */
function padded(images: Tensor, size: Pair, value: number): Tensor {
  const margins = marginsOf(sizeOf(images), size).map((half) =>
    [half, half] as const
  );
  const all = [[0, 0], ...margins, [0, 0]] as const;
  return value === 0
    ? pad(images, all)
    : add(pad(sub(images, value), all), value);
}

function sizeOf({ shape: [, height, width] }: Tensor): Pair {
  return [height, width];
}
