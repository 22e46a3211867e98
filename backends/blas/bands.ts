/** How many pixels of a convolution are multiplied at once. */

import { FLOAT_BYTES } from "../wasm/mod.ts";

/**
 * Pixels of a band, which one thread multiplies by the whole kernel: the library packs the kernel for each, so that fewer
 * would cost it time.
 */
const LEAST_PIXELS = 96, MOST_PIXELS = 512;
/** Bands that many threads can share evenly. */
const BANDS = 16;
/** Bytes of a band's windows: what stays in the cache that a thread has for itself or shares with few. */
const BAND_BYTES = 4 * 2 ** 20;
/** Sums of pixels that are added up at the end, at most and at least; and their bytes, unless they are the fewest. */
const MOST_CHUNKS = 16, LEAST_CHUNKS = 4, CHUNK_BYTES = 32 * 2 ** 20;

/** Pixels of a band that a thread takes, of so many, if a window has `width` elements. */
export function pixelsOfBand(pixels: number, width: number): number {
  const cached = BAND_BYTES / (Math.max(1, width) * FLOAT_BYTES);
  const wanted = Math.min(MOST_PIXELS, cached, pixels / BANDS);
  return Math.ceil(Math.max(LEAST_PIXELS, wanted));
}

/** Parts of the pixels whose products are summed by themselves, if each sum has so many elements: what threads can halve. */
export function chunksOf(elements: number): number {
  let chunks = MOST_CHUNKS;
  const isTooMuch = (): boolean =>
    chunks * elements * FLOAT_BYTES > CHUNK_BYTES;
  while (chunks > LEAST_CHUNKS && isTooMuch()) chunks /= 2;
  return chunks;
}
