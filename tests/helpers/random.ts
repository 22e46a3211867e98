/** Random numbers by a seed: cheap ones, the same in every run. */

/** A source of numbers in [0, 1) (Park, Miller: Random number generators: good ones are hard to find, 1988). */
export function generator(seed: number): () => number {
  let state = seed * 7919 % 2147483646 + 1;
  for (let i = 0; i < 5; i++) state = state * 48271 % 2147483647;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}

/** A source of whole numbers from 0 to `below - 1` (SplitMix, 32 bits of state). */
export function integersBelow(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return Math.floor(((z ^ (z >>> 15)) >>> 0) / 2 ** 32 * below);
  };
}

/** `length` numbers in [-1, 1), all 24 bits of a float32's fraction used. */
export function noise(length: number, seed = 1): Float32Array {
  const values = new Float32Array(length);
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1;
  for (let i = 0; i < length; i++) {
    // Marsaglia: Xorshift RNGs (2003).
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    values[i] = (state >> 8) / 2 ** 23;
  }
  return values;
}
