/** The bits of numbers, to be compared where no difference is allowed. */

/** Bits, as text: equal for equal ones, and short enough to be shown. Not-a-numbers count as one. */
export function bitsOf(numbers: Float32Array | Float64Array): string[] {
  return Array.from(
    numbers,
    (x) => Object.is(x, -0) ? "-0" : `${x}`,
  );
}
