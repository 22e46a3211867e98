/** Tensors whose elements a formula gives, here and in the scripts of the fixtures. */

import * as dg from "@decograd/decograd";

/** Elements `base + scale * (2 * ((7919 i + add) mod 10007) / 10007 - 1)`. */
export interface Formula {
  readonly add: number;
  readonly scale: number;
  readonly base?: number;
}

/** A tensor of such elements. */
export function tensorOf(
  { add, scale, base = 0 }: Formula,
  shape: readonly number[],
): dg.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  const elements = Float32Array.from({ length: size }, (_, i) => {
    const u = (7919 * i + add) % 10007 / 10007;
    return base + scale * (2 * u - 1);
  });
  return dg.tensor(elements, [...shape]);
}
