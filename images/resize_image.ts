/** Images of another size, without a device: with the weights and proportions of the layer Resizing. */

import type { Pair } from "../autograd/ops/conv_geometry.ts";
import {
  type Interpolation,
  INTERPOLATIONS,
  resampled,
} from "../autograd/ops/resampling.ts";
import type { Taps } from "../autograd/ops/taps.ts";
import { quote, ShapeError, ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { flag, integers, oneOf } from "../config/rows.ts";
import { readOptions, type Schema, type Values } from "../config/schema.ts";
import { type ShapedArray, sizeOf } from "../data/array.ts";
import type { NumericArray } from "../data/batches.ts";
import { isShaped } from "../data/dataset/stack.ts";
import {
  largestOf,
  marginsOf,
  startsOf,
} from "../layers/preprocessing/proportions.ts";

/**
 * How an image is resized: Keras's options, in camelCase.
 * @category Images
 */
export interface ResizeImageOptions {
  /** Height and width, or one number for both. */
  readonly imageSize: number | readonly number[];
  /** What lies between cells; `"bilinear"` if not given. */
  readonly interpolation?: Interpolation;
  /** Whether the middle of the image of the new proportions is taken first; false if not given. */
  readonly cropToAspectRatio?: boolean;
  /**
   * Whether the image is padded with 0 to the new proportions first, as the layer Resizing does it (Keras's loader of folders
   * pads behind); false if not given.
   */
  readonly padToAspectRatio?: boolean;
  /** Whether all cells count where they become fewer; false if not given. */
  readonly antialias?: boolean;
}

/** The rows of these options. */
export const RESIZE = {
  imageSize: integers(2),
  interpolation: oneOf(INTERPOLATIONS, "bilinear"),
  cropToAspectRatio: flag(false),
  padToAspectRatio: flag(false),
  antialias: flag(false),
} satisfies Schema<ResizeImageOptions>;

const ACTION = "resize an image";
/** Sizes whose weights are kept. */
const MOST_KEPT = 64;

/**
 * An image `[height, width, channels]` of another height and width, as floats.
 *
 * @example
 * ```ts
 * import { resizeImage } from "@decograd/decograd/images";
 * import { assertEquals } from "@std/assert";
 *
 * const image = { shape: [1, 4, 1], data: Uint8Array.of(1, 3, 5, 7) };
 * const smaller = resizeImage(image, { imageSize: [1, 2] });
 * assertEquals(smaller, { shape: [1, 2, 1], data: Float32Array.of(2, 6) });
 * ```
 *
 * @throws {TypeError} if it is no array with a shape, or an option is unknown.
 * @throws {ShapeError} if the shape is not that of an image.
 * @throws {ValueError} if an option has a value that is not allowed, or the image were both cropped and padded.
 *
 * @category Images
 */
export function resizeImage(
  image: ShapedArray<NumericArray>,
  options: ResizeImageOptions,
): ShapedArray {
  checkArgumentCount(ACTION, arguments, 2);
  if (!isShaped(image)) {
    throw new TypeError(
      `Cannot ${ACTION}: expected { shape, data }, received ${quote(image)}`,
    );
  }
  const { shape, data } = image;
  if (
    shape.length !== 3 || shape.includes(0) || data.length !== sizeOf(shape)
  ) {
    throw new ShapeError(
      `Cannot ${ACTION}: expected shape [height, width, channels] with as many values, received ${
        quote(shape)
      } with ${data.length}`,
      { expected: "[height, width, channels]", actual: shape },
    );
  }
  return resizer(ACTION, readOptions(ACTION, RESIZE, options))(image);
}

/**
 * What resizes images, and remembers the weights of the last sizes.
 *
 * @throws {ValueError} if images were to be both cropped and padded.
 */
export function resizer(
  action: string,
  options: Values<typeof RESIZE>,
): (image: ShapedArray<NumericArray>) => ShapedArray {
  const { interpolation, cropToAspectRatio, padToAspectRatio } = options;
  if (cropToAspectRatio && padToAspectRatio) {
    throw new ValueError(
      `Cannot ${action}: expected cropToAspectRatio or padToAspectRatio, received both`,
    );
  }
  const size = options.imageSize as Pair;
  const kept = new Map<string, Taps>();
  function weights(from: number, to: number): Taps {
    const key = `${from} ${to}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const taps = resampled({ from, to }, interpolation, options.antialias);
    kept.set(key, taps);
    return taps;
  }
  return (image) => {
    const [height, width, channels] = image.shape;
    let framed: ShapedArray<NumericArray> = image;
    if (cropToAspectRatio) {
      const largest = largestOf([height, width], size);
      framed = framedBy(image, startsOf([height, width], largest), largest);
    } else if (padToAspectRatio) {
      const [above, left] = marginsOf([height, width], size);
      const padded = [height + 2 * above, width + 2 * left] as const;
      framed = framedBy(image, [-above, -left], padded);
    }
    const [high, wide] = framed.shape;
    const rows = blended(framed.data, weights(high, size[0]), wide * channels);
    // Each row is a column of pixels now.
    const data = new Float32Array(size[0] * size[1] * channels);
    const across = weights(wide, size[1]);
    for (let y = 0; y < size[0]; y++) {
      const row = rows.subarray(y * wide * channels, (y + 1) * wide * channels);
      data.set(blended(row, across, channels), y * size[1] * channels);
    }
    return { shape: [...size, channels], data };
  };
}

/** The part of an image that begins at `start`, which may lie outside, where all is 0. */
function framedBy(
  { shape: [height, width, channels], data }: ShapedArray<NumericArray>,
  [top, left]: Pair,
  [high, wide]: Pair,
): ShapedArray<NumericArray> {
  const framed = new Float32Array(high * wide * channels);
  const first = Math.max(left, 0), end = Math.min(left + wide, width);
  for (let y = Math.max(top, 0); y < Math.min(top + high, height); y++) {
    const row = data.subarray(
      (y * width + first) * channels,
      (y * width + end) * channels,
    );
    framed.set(row, ((y - top) * wide + first - left) * channels);
  }
  return { shape: [high, wide, channels], data: framed };
}

/** Cells of `length` values each, made of others by their weights. */
function blended(
  data: NumericArray,
  { cells }: Taps,
  length: number,
): Float32Array {
  const made = new Float32Array(cells.length * length);
  cells.forEach((taps, cell) => {
    const to = cell * length;
    for (const { from, label } of taps) {
      const at = from * length;
      for (let i = 0; i < length; i++) made[to + i] += label * data[at + i];
    }
  });
  return made;
}
