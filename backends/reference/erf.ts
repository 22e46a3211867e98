/** The error function in float64, which `Math` lacks. */

/** Beyond this the continued fraction converges faster than the series. */
const SWITCH = 2.5;
/** Beyond this 1 - erf is less than half a unit in the last place. */
const SATURATED = 6;

/**
 * 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to `x`, to about 1e-15.
 *
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < SWITCH) return series(x);
  if (Number.isNaN(x)) return NaN;
  const tail = size < SATURATED ? complement(size) : 0;
  return Math.sign(x) * (1 - tail);
}

/** erf(x) = 2 / sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n + 1) / (1 3 ... (2n + 1)): all terms have one sign. */
function series(x: number): number {
  let term = x, sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= 2 * x * x / (2 * n + 1);
    sum += term;
  }
  return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
}

/** erfc(x) = exp(-x^2) / sqrt(pi) / (x + (1/2) / (x + 1 / (x + (3/2) / (x + ...)))), from the inside out. */
function complement(x: number): number {
  let fraction = x;
  for (let n = 80; n > 0; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
