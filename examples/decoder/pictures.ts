/** Pictures of what the model has learned. */

import * as dg from "@decograd/decograd";
import { type Images, imagesOf, PIXELS } from "./images.ts";
import type { VariationalAutoencoder } from "./vae.ts";

/** Images across a picture. */
const COLUMNS = 16;
/** Pixels of a row of images. */
const ROW = COLUMNS * PIXELS;

/** A row of originals over a row of their reconstructions, twice where there are enough. */
export async function reconstructions(
  vae: VariationalAutoencoder,
  { data }: Images,
): Promise<Uint8Array> {
  const rows: Float32Array[] = [];
  for (const from of [0, ROW]) {
    const originals = data.subarray(from, from + ROW);
    if (originals.length === 0) break;
    using drawn = vae.predictOnBatch(imagesOf(originals));
    rows.push(rowOf(originals), rowOf(await drawn.data()));
  }
  return picture(rows);
}

/** What the decoder makes of random latent numbers. */
export async function samples(
  vae: VariationalAutoencoder,
  seed: number,
): Promise<Uint8Array> {
  using drawn = inScope(() =>
    vae.decode(dg.randomNormal([COLUMNS * 8, vae.latentSize], { seed }))
  );
  return picture([await drawn.data()]);
}

/** Images side by side, and grey paper where there are too few for a row. */
function rowOf(images: ArrayLike<number>): Float32Array {
  const row = new Float32Array(ROW).fill(0.5);
  row.set(images);
  return row;
}

function picture(rows: readonly Float32Array[]): Promise<Uint8Array> {
  const all = new Float32Array(rows.reduce((n, row) => n + row.length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  const grid = dg.data.imageGrid(imagesOf(all), { columns: COLUMNS });
  return dg.data.encodePng(grid);
}

function inScope(f: () => dg.Tensor): dg.Tensor {
  using scope = new dg.Scope();
  return scope.keep(f());
}
