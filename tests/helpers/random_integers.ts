/** Random integers that a seed fixes, for tests that make their own cases. */

/** Gives an integer from 0 to `below - 1` at each call (SplitMix, 32 bits of state). */
export function randomIntegers(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return Math.floor(((z ^ (z >>> 15)) >>> 0) / 2 ** 32 * below);
  };
}
