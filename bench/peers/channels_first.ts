/** The layout of libraries that have channels before height and width. */

/** `[a, b, c, d]` as `[a, d, b, c]`, images; a kernel `[h, w, filters, in]` as `[in, filters, h, w]`. */
export function channelsFirst(
  [a, b, c, d]: readonly number[],
  isKernel = false,
): readonly number[] {
  return isKernel ? [d, c, a, b] : [a, d, b, c];
}

/** The elements in that order. */
export function toChannelsFirst(
  data: Float32Array,
  [a, b, c, d]: readonly number[],
  isKernel = false,
): Float32Array {
  const to = new Float32Array(data.length);
  let from = 0;
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0; k < c; k++) {
        for (let l = 0; l < d; l++) {
          const at = isKernel
            ? ((l * c + k) * a + i) * b + j
            : ((i * d + l) * b + j) * c + k;
          to[at] = data[from++];
        }
      }
    }
  }
  return to;
}
