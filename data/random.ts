/** Random numbers that a seed fixes. */

/**
 * SplitMix with 32 bits of state (Steele, Lea and Flood 2014): numbers in [0, 1). The first `skipped` of them are left out.
 */
export function splitMix32(seed: number, skipped = 0): () => number {
  let state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  state = (state + Math.imul(skipped, 0x9e3779b9)) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}
