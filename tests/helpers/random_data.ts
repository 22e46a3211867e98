/** Small random numbers, the same in every run. */

import {
  blockWords,
  threefry2x32,
  toUniform,
} from "../../backends/threefry.ts";

/** `length` numbers in (-1, 1) that float32 holds exactly. */
export function randomData(length: number, seed = 1): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const [word] = threefry2x32([seed, 0], blockWords(i));
    return Math.fround(2 * toUniform(word) - 1);
  });
}

/** `length` whole numbers from `-limit` to `limit`: sums of products of them are exact in any order. */
export function randomIntegers(
  length: number,
  limit: number,
  seed = 1,
): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    const [word] = threefry2x32([seed, 1], blockWords(i));
    return Math.floor(toUniform(word) * (2 * limit + 1)) - limit;
  });
}
