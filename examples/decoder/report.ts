/** What the model has learned: its test ELBO, two pictures, and the weights. */

import * as dg from "@decograd/decograd";
import { PIXELS, SIDE, toTensor } from "./images.ts";
import type { VariationalAutoencoder } from "./vae.ts";

/** Images across a picture. */
const COLUMNS = 16;
/** Images a step when testing. */
const BATCH = 250;

/** The evidence lower bound of images the model has not seen, in nats an image. */
export async function testElbo(
  vae: VariationalAutoencoder,
  images: Float32Array,
  seed: number,
): Promise<number> {
  const noise = new dg.SeedGenerator({ seed });
  const count = images.length / PIXELS;
  let total = 0;
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from);
    const part = images.subarray(from * PIXELS, (from + size) * PIXELS);
    const loss = inScope(() => vae.negativeElbo(toTensor(part), noise));
    total -= size * await loss.item();
    loss[Symbol.dispose]();
  }
  return total / count;
}

/** A row of originals over a row of their reconstructions, twice. */
export async function reconstructions(
  vae: VariationalAutoencoder,
  images: Float32Array,
): Promise<Uint8Array> {
  const rows: Float32Array[] = [];
  for (const row of [0, 1]) {
    const size = COLUMNS * PIXELS;
    const originals = toTensor(images.subarray(row * size, (row + 1) * size));
    rows.push(await originals.data(), await vae.apply(originals).data());
  }
  return picture(rows);
}

/** What the decoder makes of random latent numbers. */
export async function samples(
  vae: VariationalAutoencoder,
  seed: number,
): Promise<Uint8Array> {
  const z = dg.randomNormal([COLUMNS * 8, vae.latentSize], { seed });
  return picture([await vae.decode(z).data()]);
}

/** All weights by name, as a safetensors file. */
export async function weights(
  vae: VariationalAutoencoder,
): Promise<Uint8Array> {
  const tensors: Record<string, dg.data.ShapedArray> = {};
  for (const variable of vae.weights) {
    const data = await variable.value.data();
    tensors[variable.path] = { shape: variable.shape, data };
  }
  return dg.data.encodeSafetensors(tensors);
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
