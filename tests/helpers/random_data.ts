/** Small random numbers, the same in every run. */

import { noise } from "./random.ts";

/** `length` numbers in [-1, 1) that float32 holds exactly. */
export function randomData(length: number, seed = 1): Float64Array {
  return Float64Array.from(noise(length, seed));
}

/** `length` whole numbers from `-limit` to `limit`: sums of products of them are exact in any order. */
export function randomIntegers(
  length: number,
  limit: number,
  seed = 1,
): Float64Array {
  return randomData(length, seed)
    .map((value) => Math.floor((value + 1) * (limit + 0.5)) - limit);
}
