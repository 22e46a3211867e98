/** What the model has learned: its test ELBO, two pictures, and the weights. */

import * as dg from "@decograd/decograd";
import { PIXELS, SIDE, toTensor } from "./images.ts";
import { DivergedError } from "./train.ts";
import type { VariationalAutoencoder } from "./vae.ts";

/** Images across a picture. */
const COLUMNS = 16;
/** Images a step when testing. */
const BATCH = 250;

/**
 * The evidence lower bound of images the model has not seen, in nats an image: the mean over all of them, however many
 * are in the last batch. Null if it was stopped.
 */
export async function testElbo(
  vae: VariationalAutoencoder,
  images: Float32Array,
  options: {
    seed: number;
    batchSize?: number;
    signal?: AbortSignal;
    /** Called with how much has been done, from 0 to 1. */
    show?: (done: number) => void;
  },
): Promise<number | null> {
  const { seed, batchSize = BATCH, signal, show } = options;
  const noise = new dg.SeedGenerator({ seed });
  const count = images.length / PIXELS;
  let total = 0;
  for (let from = 0; from < count; from += batchSize) {
    show?.(from / count);
    const size = Math.min(batchSize, count - from);
    const part = images.subarray(from * PIXELS, (from + size) * PIXELS);
    using loss = inScope(() => vae.negativeElbo(toTensor(part), noise));
    total -= size * await loss.item();
    if (signal?.aborted) return null;
  }
  show?.(1);
  return total / count;
}

/** A row of originals over a row of their reconstructions, twice where there are enough. */
export async function reconstructions(
  vae: VariationalAutoencoder,
  images: Float32Array,
): Promise<Uint8Array> {
  const rows: Float32Array[] = [];
  for (const row of [0, 1]) {
    const size = COLUMNS * PIXELS;
    const part = images.subarray(row * size, (row + 1) * size);
    if (part.length === 0) break;
    using originals = toTensor(part);
    using drawn = vae.apply(originals);
    rows.push(rowOf(part), rowOf(await drawn.data()));
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

/** All weights by name, as a safetensors file. Refuses weights that are no numbers: nobody could use them. */
export async function weights(
  vae: VariationalAutoencoder,
): Promise<Uint8Array> {
  const tensors: Record<string, dg.data.ShapedArray> = {};
  for (const variable of vae.weights) {
    const data = await variable.value.data();
    if (!data.every(Number.isFinite)) {
      throw new DivergedError(
        `The weights ${variable.path} are not finite: they are not kept`,
      );
    }
    tensors[variable.path] = { shape: variable.shape, data };
  }
  return dg.data.encodeSafetensors(tensors);
}

/** Images side by side, and grey paper where there are too few for a row. */
function rowOf(images: Float32Array): Float32Array {
  const row = new Float32Array(COLUMNS * PIXELS).fill(0.5);
  row.set(images);
  return row;
}

function picture(rows: readonly Float32Array[]): Promise<Uint8Array> {
  const data = new Float32Array(rows.reduce((n, row) => n + row.length, 0));
  let at = 0;
  for (const row of rows) {
    data.set(row, at);
    at += row.length;
  }
  const images = { shape: [data.length / PIXELS, SIDE, SIDE, 1], data };
  return dg.data.encodePng(dg.data.imageGrid(images, { columns: COLUMNS }));
}

function inScope(f: () => dg.Tensor): dg.Tensor {
  using scope = new dg.Scope();
  return scope.keep(f());
}
