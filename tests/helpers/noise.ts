/** Random numbers by the million, the same in every run. */

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
