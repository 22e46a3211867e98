/** How the numbers of one array are written, so that they stand below each other, as NumPy does. */

import {
  exponential,
  positional,
  type Precision,
  scientific,
} from "./decimal.ts";

/** Digits behind the point. */
const MOST_DIGITS = 8;

/** Writes one of the numbers. */
export type NumberFormat = (x: number) => string;

/** Floats: with exponents if one is large or small, or they lie far apart. */
export function floatFormat(
  values: readonly number[],
  precision: Precision,
): NumberFormat {
  const finite = values.filter(Number.isFinite);
  const format = needsExponents(finite, precision)
    ? withExponents(finite, precision)
    : withoutExponents(finite, precision);
  const texts = values.map((x) => Number.isFinite(x) ? format(x) : wordOf(x));
  const width = Math.max(0, ...texts.map((text) => text.length));
  return (x) => (Number.isFinite(x) ? format(x) : wordOf(x)).padStart(width);
}

function withoutExponents(
  finite: readonly number[],
  precision: Precision,
): NumberFormat {
  const text = (x: number) => positional(x, precision, MOST_DIGITS);
  const behind = (shown: string) => shown.length - 1 - shown.indexOf(".");
  const most = Math.max(0, ...finite.map((x) => behind(text(x))));
  return (x) => {
    const shown = text(x);
    return shown + " ".repeat(most - behind(shown));
  };
}

/** All with as many digits as the longest needs. */
function withExponents(
  finite: readonly number[],
  precision: Precision,
): NumberFormat {
  const parts = finite.map((x) =>
    /\.(\d*)e.(\d+)$/.exec(scientific(x, precision, MOST_DIGITS))!
  );
  const [decimals, power] = [1, 2].map((i) =>
    Math.max(...parts.map((part) => part[i].length))
  );
  return (x) => {
    const [mantissa, exponent] = exponential(x, decimals).split(/(?<=e.)/);
    return mantissa + exponent.padStart(power, "0");
  };
}

/** A number alone. */
export function scalarText(x: number, precision: Precision): string {
  if (!Number.isFinite(x)) return wordOf(x);
  const size = Math.abs(x), large = precision === "single" ? 1e6 : 1e16;
  if (size !== 0 && (size < 1e-4 || size >= large)) {
    return scientific(x, precision).replace(".e", "e");
  }
  return positional(x, precision).replace(/\.$/, ".0");
}

function needsExponents(
  finite: readonly number[],
  precision: Precision,
): boolean {
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  if (sizes.length === 0) return false;
  const rounded = precision === "single" ? Math.fround : Number;
  const largest = Math.max(...sizes), smallest = Math.min(...sizes);
  return largest >= (precision === "single" ? 1e6 : 1e8) ||
    smallest < rounded(1e-4) || rounded(largest / smallest) > 1000;
}

function wordOf(x: number): string {
  return Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
}
