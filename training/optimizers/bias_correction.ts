/** The correction of means that began at 0. */

/**
 * How much of a mean that keeps `beta` of itself in each step is of the `steps` values seen: `1 - beta^steps`. Keras has
 * `beta` in float32 here, which is 1 part in 75000 off for 0.999, more than all other rounding together.
 */
export function seen(beta: number, steps: number): number {
  return 1 - Math.fround(beta) ** steps;
}
