/** Numbers in decimals, as few digits as tell them from their neighbours. */

/** The bits of a number that count: those of float32, or of float64. */
export type Precision = "single" | "double";

/**
 * A number with a point, such as `-12.5`, `3.` or `0.1`; at most `most` digits behind the point, the last one rounded.
 */
export function positional(
  x: number,
  precision: Precision,
  most = Infinity,
): string {
  const { sign, digits, exponent } = shortest(x, precision);
  const behind = digits.length - 1 - exponent;
  if (behind > most) return trimmed(evenly(x, most, "toFixed"));
  const padded = digits.padEnd(exponent + 1, "0")
    .padStart(digits.length - exponent, "0");
  const point = Math.max(exponent, 0) + 1;
  return `${sign}${padded.slice(0, point)}.${trimmed(padded.slice(point))}`;
}

/** A number with an exponent of two digits at least, such as `1.5e-07` or `3.e+10`. */
export function scientific(
  x: number,
  precision: Precision,
  most = Infinity,
): string {
  const { sign, digits, exponent } = shortest(x, precision);
  if (digits.length - 1 > most) {
    return exponential(x, most).replace(/0+(?=e)/, "");
  }
  return `${sign}${digits[0]}.${digits.slice(1)}${exponentText(exponent)}`;
}

/** The same with so many digits behind the point, zeros included. */
export function exponential(x: number, decimals: number): string {
  const [mantissa, power] = evenly(x, decimals, "toExponential").split("e");
  const point = decimals === 0 ? "." : "";
  return mantissa + point + exponentText(Number(power));
}

function exponentText(exponent: number): string {
  const sign = exponent < 0 ? "-" : "+";
  return `e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Without the zeros at the end. */
function trimmed(decimals: string): string {
  return decimals.replace(/0+$/, "");
}

interface Decimal {
  readonly sign: "" | "-";
  /** `d1 d2 d3 ...` of `d1.d2d3... * 10 ** exponent`. */
  readonly digits: string;
  readonly exponent: number;
}

function signOf(x: number): "" | "-" {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

/** The fewest digits that no other number of the precision is as near to. */
function shortest(x: number, precision: Precision): Decimal {
  const sign = signOf(x);
  const [mantissa, power] = shortestText(Math.abs(x), precision).split("e");
  return { sign, digits: mantissa.replace(".", ""), exponent: Number(power) };
}

function shortestText(x: number, precision: Precision): string {
  if (precision === "double") return x.toExponential();
  for (let count = 0; count < 8; count++) {
    const text = x.toExponential(count);
    if (Math.fround(Number(text)) === x) return text;
  }
  return x.toExponential(8);
}

/** Rounded to so many decimals, what is just between two of them to the even one: JavaScript takes the larger. */
function evenly(
  x: number,
  decimals: number,
  method: "toFixed" | "toExponential",
): string {
  const rounded = Math.abs(x)[method](decimals);
  const exact = Math.abs(x)[method](100);
  const end = exact.indexOf(".") + 1 + decimals;
  const isTie = /^50*(e.*)?$/.test(exact.slice(end));
  const isEven = "02468".includes(exact[end - 1]);
  const cut = exact.slice(0, end) + (exact.match(/e.*/)?.[0] ?? "");
  return signOf(x) + (isTie && isEven ? cut : rounded);
}
