/** What a stream of random numbers begins with. */

import { quote, ValueError } from "../config/errors.ts";

/** The key of the stream that a seed begins. */
export function keyOf(seed: number): readonly [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new ValueError(
      `Cannot seed random numbers: expected an integer, 0 or more, received ${
        quote(seed)
      }`,
    );
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32)];
}

/** A seed that nobody knows before. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}
