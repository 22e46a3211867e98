/** Random numbers for tests that want the same ones each time. */

/** Numbers in [0, 1) that follow from a seed (Park, Miller). */
export function generator(seed: number): () => number {
  let state = seed * 7919 % 2147483646 + 1;
  for (let i = 0; i < 5; i++) state = state * 48271 % 2147483647;
  return () => (state = state * 48271 % 2147483647) / 2147483647;
}
