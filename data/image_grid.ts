/** Many small images side by side in one picture. */

import { checkArgumentCount, checkOptions } from "../config/options.ts";
import { quote } from "../config/errors.ts";
import { type ShapedArray, sizeOf } from "./array.ts";
import { checkInteger, checkShape, isKind } from "./checks.ts";
import type { Picture } from "./png/picture.ts";

/**
 * How the images are laid out.
 * @category Data
 */
export interface ImageGridOptions {
  /** Images in a row; by default as many as make the grid about square. */
  columns?: number;
  /** Pixels between images, and around them. */
  gap?: number;
  /** What the gaps are filled with, 0 to 1. */
  background?: number;
}

const ACTION = "tile images";
/** Bytes of the largest picture: what a typed array holds everywhere. */
const LARGEST = 2 ** 31 - 1;

/**
 * Tiles images `[n, height, width, channels]` of values from 0 to 1, row by row;
 * values outside are clamped, and NaN is black.
 *
 * @example Two grey images of one pixel
 * ```ts
 * import { imageGrid } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const images = { shape: [2, 1, 1, 1], data: new Float32Array([0, 1]) };
 * const picture = imageGrid(images, { columns: 2, gap: 0 });
 * assertEquals(picture.width, 2);
 * assertEquals([...picture.data], [0, 255]);
 * ```
 *
 * @throws {TypeError} if `images` are not floats in that shape, or an option is unknown or of the wrong type.
 * @throws {RangeError} if an option is out of range or the picture would be too large.
 *
 * @category Data
 */
export function imageGrid(
  images: ShapedArray,
  options: ImageGridOptions = {},
): Picture {
  checkArgumentCount(ACTION, arguments, 2);
  checkOptions(ACTION, options, ["columns", "gap", "background"]);
  const { n, height, width, channels } = readShape(images);
  const {
    columns = Math.ceil(Math.sqrt(n)),
    gap = 2,
    background = 0.5,
  } = options;
  checkInteger(ACTION, "columns", columns, 1, LARGEST);
  checkInteger(ACTION, "gap", gap, 0, LARGEST);
  checkBackground(background);
  const rows = Math.ceil(n / columns);
  const gridWidth = columns * (width + gap) + gap;
  const gridHeight = rows * (height + gap) + gap;
  if (!(gridWidth * gridHeight * channels <= LARGEST)) {
    throw new RangeError(
      `Cannot ${ACTION}: expected a picture of ${LARGEST} bytes at most, received ${gridWidth} x ${gridHeight} x ${channels}`,
    );
  }
  // A clamped array rounds and clamps what is written to it.
  const data = new Uint8ClampedArray(gridWidth * gridHeight * channels)
    .fill(255 * background);
  const rowLength = width * channels;
  for (let image = 0; image < n; image++) {
    const left = gap + (image % columns) * (width + gap);
    const top = gap + Math.floor(image / columns) * (height + gap);
    for (let y = 0; y < height; y++) {
      const from = (image * height + y) * rowLength;
      const to = ((top + y) * gridWidth + left) * channels;
      for (let i = 0; i < rowLength; i++) {
        data[to + i] = 255 * images.data[from + i];
      }
    }
  }
  return { width: gridWidth, height: gridHeight, channels, data };
}

function readShape(images: ShapedArray): {
  n: number;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
} {
  // What a file or a tensor gives may have more than these two.
  const { shape, data } = Object(images) as Partial<ShapedArray>;
  checkShape(ACTION, "shape", shape);
  if (!isKind(data, ["Float32Array", "Float64Array"])) {
    throw new TypeError(
      `Cannot ${ACTION}: expected data as Float32Array with values from 0 to 1, received ${
        quote(data)
      }`,
    );
  }
  const [n, height, width, channels] = shape;
  if (shape.length !== 4 || shape.includes(0) || !isChannels(channels)) {
    throw new TypeError(
      `Cannot ${ACTION}: expected shape [n, height, width, 1, 3 or 4], received ${
        quote(shape)
      }`,
    );
  }
  checkValues(data as Float32Array, sizeOf(shape));
  return { n, height, width, channels };
}

function checkValues(data: Float32Array, size: number): void {
  if (data.length !== size) {
    throw new RangeError(
      `Cannot ${ACTION}: expected ${size} values, received ${data.length}`,
    );
  }
}

function checkBackground(background: unknown): void {
  if (typeof background !== "number") {
    throw new TypeError(
      `Cannot ${ACTION}: expected background to be a number, received ${
        quote(background)
      }`,
    );
  }
  if (!(background >= 0 && background <= 1)) {
    throw new RangeError(
      `Cannot ${ACTION}: expected background from 0 to 1, received ${background}`,
    );
  }
}

function isChannels(channels: number): channels is 1 | 3 | 4 {
  return channels === 1 || channels === 3 || channels === 4;
}
