/** The value and the derivatives of an elementwise function at many places, on a backend. */

import * as dg from "@decograd/decograd";

/** A function of one tensor, element by element. */
export type Elementwise = (x: dg.Tensor) => dg.Tensor;

/** Value, first and second derivative at each place. */
export async function derivativesAt(
  f: Elementwise,
  places: Float32Array,
): Promise<ArrayLike<number>[]> {
  const [value, first, second] = read(f, places);
  return [await value, await first, await second];
}

function read(
  f: Elementwise,
  places: Float32Array,
): Promise<ArrayLike<number>>[] {
  using _ = new dg.Scope();
  const x = dg.tensor(places, [places.length]);
  const slope = dg.grad((x: dg.Tensor) => dg.sum(f(x)));
  const curvature = dg.grad((x: dg.Tensor) => dg.sum(slope(x)));
  return [f(x), slope(x), curvature(x)].map((tensor) => tensor.data());
}

/** Places over the whole range of float32, denser where functions bend. */
export function float32Grid(step = 1): Float32Array {
  const places: number[] = [0];
  for (let exponent = -149; exponent <= 127; exponent += step) {
    for (const mantissa of [1, 1.3, 1.9]) places.push(mantissa * 2 ** exponent);
  }
  for (let i = 1; i <= 1100; i += step) places.push(i / 10 + 0.017);
  return Float32Array.from(places.flatMap((x) => [x, -x]))
    .filter(Number.isFinite);
}
