/**
 * Threefry2x32-20: random numbers as a function of a key and a counter, with no state to keep in step.
 *
 * Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
 */

/** Rotations of the eight rounds after which the schedule repeats. */
export const ROTATIONS: readonly number[] = [13, 15, 26, 6, 17, 29, 16, 24];
/** Mixed into the third key word, so that no key is weak. */
export const PARITY = 0x1BD11BDA;

/** The two 32-bit words of one block, unsigned. */
export function threefry2x32(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const keys = [key[0] | 0, key[1] | 0, key[0] ^ key[1] ^ PARITY];
  let a = (counter[0] + keys[0]) | 0;
  let b = (counter[1] + keys[1]) | 0;
  for (let round = 0; round < 20; round++) {
    const turn = ROTATIONS[round % 8];
    a = (a + b) | 0;
    b = ((b << turn) | (b >>> (32 - turn))) ^ a;
    if (round % 4 < 3) continue;
    const injection = (round + 1) / 4;
    a = (a + keys[injection % 3]) | 0;
    b = (b + keys[(injection + 1) % 3] + injection) | 0;
  }
  return [a >>> 0, b >>> 0];
}

/** A block number as the two counter words: low, high. */
export function blockWords(block: number): [number, number] {
  return [block >>> 0, Math.floor(block / 2 ** 32) >>> 0];
}

/** A word as a uniform number in [0, 1): its upper 24 bits, exact in float32. */
export function toUniform(word: number): number {
  return (word >>> 8) * 2 ** -24;
}
