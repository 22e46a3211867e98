/** The elements of a tensor as an array of numbers. */

import type { Tensor } from "@decograd/decograd";

/** Reads a tensor, which has to be there. */
export async function valuesOf(
  x: Tensor | null | undefined,
): Promise<number[]> {
  return [...await x!.data()];
}
