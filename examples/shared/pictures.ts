/** Pictures made of many small images. */

import * as dg from "@decograd/decograd";

/** Images `[n, height, width, channels]` with values from 0 to 1. */
export interface Images {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Some of the images, from one to before another; fewer where there are not as many. */
export function some(
  { shape, data }: Images,
  from: number,
  to: number,
): Images {
  const [, ...image] = shape;
  const size = sizeOf(image);
  const part = data.subarray(from * size, to * size);
  return { shape: [part.length / size, ...image], data: part };
}

/** The images that a tensor is. */
export async function imagesIn(tensor: dg.Tensor): Promise<Images> {
  return { shape: tensor.shape, data: await tensor.data() };
}

/** Images, `most` or fewer in a row, as a PNG file; each of the lists begins a row, and grey paper fills the last one. */
export function pictureOf(
  lists: readonly Images[],
  most: number,
): Promise<Uint8Array> {
  const [, ...image] = lists[0].shape;
  const columns = Math.min(
    most,
    Math.max(...lists.map(({ shape }) => shape[0])),
  );
  const row = columns * sizeOf(image);
  const begins = [0];
  for (const { data } of lists) {
    begins.push(begins.at(-1)! + row * Math.ceil(data.length / row));
  }
  const data = new Float32Array(begins.pop()!).fill(0.5);
  lists.forEach((list, i) => data.set(list.data, begins[i]));
  const shape = [data.length / sizeOf(image), ...image];
  return dg.data.encodePng(dg.data.imageGrid({ shape, data }, { columns }));
}

/** How pairs of images are shown. */
export interface PairsOptions {
  readonly columns: number;
  /** How many pairs of rows. */
  readonly count: number;
  /** A label for each image `[n]`, for a model that is told. */
  readonly labels?: Images;
}

/** Rows of images over rows of what a model makes of them, in as many pairs as there are images for. */
export async function pairs(
  model: dg.Model,
  images: Images,
  { columns, count, labels }: PairsOptions,
): Promise<Uint8Array> {
  const rows: Images[] = [];
  for (let pair = 0; pair < count; pair++) {
    const range = [pair * columns, (pair + 1) * columns] as const;
    const given = some(images, ...range);
    if (given.shape[0] === 0) break;
    using made = model.predictOnBatch(
      labels ? [given, some(labels, ...range)] : given,
    );
    rows.push(given, await imagesIn(made));
  }
  return await pictureOf(rows, columns);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, one) => product * one, 1);
}
