/** What is computed of numbers alone: constants that writers leave in nodes. */

import type { Constant } from "./call.ts";

const FOLDED: Readonly<Record<string, (...numbers: number[]) => number>> = {
  add: (a, b) => a + b,
  div: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  mul: (a, b) => a * b,
  neg: (a) => -a,
  reciprocal: (a) => 1 / a,
  sqrt: (a) => Math.sqrt(a),
  sub: (a, b) => a - b,
};

/** The op of constants of one shape, or of one and a single number; `null` of others. */
export function folded(
  op: string,
  constants: readonly Constant[],
): Constant | null {
  const f = FOLDED[op];
  const sizes = constants.map(({ numbers }) => numbers.length);
  const size = Math.max(...sizes);
  const widest = constants[sizes.indexOf(size)];
  const isAlike = constants.every(({ numbers, shape }) =>
    numbers.length === 1 || `${shape}` === `${widest.shape}`
  );
  if (!f || !isAlike) return null;
  const numbers = Float32Array.from(
    { length: size },
    (_, i) =>
      f(...constants.map(({ numbers }) =>
        numbers[numbers.length === 1 ? 0 : i]
      )),
  );
  return { shape: widest.shape, numbers };
}
