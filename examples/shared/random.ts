/** Random numbers that follow from a seed, for examples that make their own data. */

/** Numbers from 0 to 1 that follow from a seed (Marsaglia's xorshift of 32 bits, begun with a mixed seed). */
export function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  }
  for (let i = 0; i < 4; i++) next();
  return next;
}

/** Numbers of the standard normal distribution, made of such as lie between 0 and 1 (Box and Muller 1958). */
export function normalOf(random: () => number): () => number {
  return () => {
    // Never the logarithm of 0.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  };
}
