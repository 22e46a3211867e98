/** Small images and what they were before they were made small: of scenes, or of one's own pictures. */

import * as dg from "@decograd/decograd";
import { imageDataset } from "@decograd/decograd/images";
import { UserError } from "../shared/run.ts";
import { sceneOf, SIDE } from "./scenes.ts";

/** An array with a shape, as batches are made of. */
type Image = { readonly shape: readonly number[]; readonly data: Float32Array };

/** What the model is given, and what it is to make of it, once for each of its outputs. */
export type Pair = [small: Image, large: [subpixel: Image, transposed: Image]];

/** What to learn from and what to test with, image by image. */
export interface Pairs {
  readonly known: dg.data.Dataset<Pair>;
  readonly unknown: dg.data.Dataset<Pair>;
  /** Side of a large image in pixels. */
  readonly side: number;
}

/** The pictures are not there, or are too few. */
export class PicturesError extends UserError {
  override readonly name = "PicturesError";
}

/** Scenes by their numbers; those to test with have later ones. */
export function pairsOfScenes(
  options: { scenes: number; tested: number; factor: number; seed: number },
): Pairs {
  const { scenes, tested, factor, seed } = options;
  const pair = (number: number) => pairOf(sceneOf(number), factor);
  return {
    known: numbers(0, scenes).shuffle({ seed }).map(pair),
    unknown: numbers(scenes, tested).map(pair),
    side: SIDE,
  };
}

/** The pictures in a folder, in grey and in one size; a fifth of them is to test with. */
export async function pairsOfPictures(
  folder: string,
  { side, factor, seed }: { side: number; factor: number; seed: number },
): Promise<Pairs> {
  const parts = await imageDataset(folder, {
    ...{ labels: null, colorMode: "grayscale", batchSize: null, seed },
    ...{ imageSize: side, cropToAspectRatio: true, antialias: true },
    ...{ validationSplit: 0.2, subset: "both" },
  }).catch((cause) => {
    throw new PicturesError(cause.message, { cause });
  });
  const [known, unknown] = parts.map((part) =>
    part.map((image) => {
      const data = Float32Array.from(image.data, (value) => value / 255);
      return pairOf({ shape: image.shape, data }, factor);
    })
  );
  return { known, unknown, side };
}

function numbers(from: number, count: number): dg.data.Dataset<number> {
  return dg.data.Dataset.fromTensorSlices(
    Uint32Array.from({ length: count }, (_, i) => from + i),
  );
}

function pairOf(large: Image, factor: number): Pair {
  return [shrunk(large, factor), [large, large]];
}

/** A grey image whose pixels are the means of so many by so many. */
export function shrunk({ shape, data }: Image, factor: number): Image {
  const [height, width] = shape;
  const [high, wide] = [height / factor, width / factor];
  const means = new Float32Array(high * wide);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = Math.floor(y / factor) * wide + Math.floor(x / factor);
      means[at] += data[y * width + x] / factor ** 2;
    }
  }
  return { shape: [high, wide, 1], data: means };
}
