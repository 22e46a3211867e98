/** The images: MNIST's IDX files, or those of a set like it, as numbers from 0 to 1. */

import * as dg from "@decograd/decograd";
import { fashionMnist, mnist } from "@decograd/decograd/datasets";
import type { Images } from "./pictures.ts";
import { UserError } from "./run.ts";

/** Side of an image in pixels. */
export const SIDE = 28;
/** Pixels of an image. */
export const PIXELS = SIDE * SIDE;

/** The images are not there, or not of the kind that the model takes. */
export class ImagesError extends UserError {
  override readonly name = "ImagesError";
}

/** Sets by their names. */
const SETS = { mnist, fashion_mnist: fashionMnist };

/** Reads a set from a folder, or one that has a name: MNIST, where nothing else is said, from its npm package. */
export async function loadImages(options: {
  folder: string | null;
  set?: keyof typeof SETS;
  /** How many training images, all if null. */
  limit: number | null;
  grey: boolean;
}): Promise<{ readonly train: Images; readonly test: Images }> {
  const { folder, set = "mnist" } = options;
  const loading = folder === null
    ? SETS[set]()
    : dg.data.loadIdxDataset(folder);
  const { train, test } = await loading.catch((cause) => {
    const cure = folder === null ? " (--data DIR reads another set)" : "";
    throw new ImagesError(`${cause.message}${cure}`, { cause });
  });
  const [learned, tested] = [train, test].map(({ images }) => {
    const [n, height, width] = images.shape;
    if (!(images.data instanceof Uint8Array)) {
      throw new ImagesError(
        `Cannot use these images: expected bytes, received ${images.data.constructor.name}`,
      );
    }
    if (n === 0) {
      throw new ImagesError(
        "Cannot use these images: expected one or more to train and to test, received none",
      );
    }
    if (height !== SIDE || width !== SIDE) {
      throw new ImagesError(
        `Cannot use these images: expected ${SIDE} x ${SIDE} pixels, received ${height} x ${width}`,
      );
    }
    return images.data;
  });
  const [there] = train.images.shape;
  if (options.limit !== null && options.limit > there) {
    throw new ImagesError(
      `Cannot train on ${options.limit} images: expected at most ${there}, which is all there are`,
    );
  }
  const limit = options.limit ?? there;
  return {
    train: imagesOf(toUnit(learned.subarray(0, limit * PIXELS), options.grey)),
    test: imagesOf(toUnit(tested, options.grey)),
  };
}

/** Bytes as numbers from 0 to 1; as black or white, like the tutorial's, unless grey values are wanted. */
export function toUnit(bytes: Uint8Array, grey: boolean): Float32Array {
  const numbers = new Float32Array(bytes.length);
  // A loop: Float32Array.from with a function takes many seconds for 47 million of them.
  for (let i = 0; i < bytes.length; i++) {
    numbers[i] = grey ? bytes[i] / 255 : bytes[i] > 127 ? 1 : 0;
  }
  return numbers;
}

/** Images `[n, 28, 28, 1]` that lie one after the other. */
export function imagesOf(data: Float32Array): Images {
  return { shape: [data.length / PIXELS, SIDE, SIDE, 1], data };
}
