/** Many small images side by side in one picture. */

import { type ShapedArray, sizeOf } from "./array.ts";
import type { Picture } from "./png.ts";

/** How the images are laid out. */
export interface ImageGridOptions {
  /** Images in a row; by default as many as make the grid about square. */
  columns?: number;
  /** Pixels between images, and around them. */
  gap?: number;
  /** What the gaps are filled with, 0 to 1. */
  background?: number;
}

/**
 * Tiles images `[n, height, width, channels]` of values from 0 to 1, row by row;
 * values outside are clamped.
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
 */
export function imageGrid(
  images: ShapedArray,
  options: ImageGridOptions = {},
): Picture {
  const { n, height, width, channels } = readShape(images);
  const {
    columns = Math.ceil(Math.sqrt(n)),
    gap = 2,
    background = 0.5,
  } = options;
  checkInteger("columns", columns, 1);
  checkInteger("gap", gap, 0);
  const rows = Math.ceil(n / columns);
  const gridWidth = columns * (width + gap) + gap;
  const gridHeight = rows * (height + gap) + gap;
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

function readShape({ shape, data }: ShapedArray): {
  n: number;
  height: number;
  width: number;
  channels: 1 | 3 | 4;
} {
  const [n, height, width, channels] = shape;
  if (shape.length !== 4 || n < 1 || !isChannels(channels)) {
    throw new TypeError(
      `Cannot tile images: expected shape [n, height, width, 1, 3 or 4], received [${
        shape.join(", ")
      }]`,
    );
  }
  if (data.length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot tile images: expected ${
        sizeOf(shape)
      } values, received ${data.length}`,
    );
  }
  return { n, height, width, channels };
}

function isChannels(channels: number): channels is 1 | 3 | 4 {
  return channels === 1 || channels === 3 || channels === 4;
}

function checkInteger(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new RangeError(
      `Cannot tile images: expected ${name} to be an integer, ${least} or more, received ${value}`,
    );
  }
}
