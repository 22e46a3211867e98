/** Hashes of numbers. */

/** Mixes a number into a hash (as FNV, with Murmur's multiplier and shift). */
export function mix(sum: number, token: number): number {
  const mixed = Math.imul(sum ^ token, 0x85EBCA6B);
  return mixed ^ (mixed >>> 13);
}
