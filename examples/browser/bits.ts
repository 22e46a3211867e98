/** Black and white pixels as bits, the first in the lowest of a byte: a tenth of what their greys take to load. */

/** From which grey of 255 on a pixel is white. */
const WHITE = 128;

/** A bit for each of the first `count` pixels. */
export function packed(pixels: ArrayLike<number>, count: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i++) {
    if (pixels[i] >= WHITE) bits[i >> 3] |= 1 << (i & 7);
  }
  return bits;
}

/** `count` pixels from the one at `first` on, each 0 or 1. */
export function unpacked(
  bits: Uint8Array,
  first: number,
  count: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => {
    const at = first + i;
    return bits[at >> 3] >> (at & 7) & 1;
  });
}
