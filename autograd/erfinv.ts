/** The inverse of the error function, as an expression. */

import type { Expr } from "../backends/expr.ts";
import * as f from "./formula.ts";

const CENTRAL = [
  2.81022636e-08,
  3.43273939e-07,
  -3.5233877e-06,
  -4.39150654e-06,
  0.00021858087,
  -0.00125372503,
  -0.00417768164,
  0.246640727,
  1.50140941,
];
const TAIL = [
  -0.000200214257,
  0.000100950558,
  0.00134934322,
  -0.00367342844,
  0.00573950773,
  -0.0076224613,
  0.00943887047,
  1.00167406,
  2.83297682,
];

/**
 * The inverse of the error function between -1 and 1, to float32 precision.
 *
 * Giles: Approximating the erfinv function (GPU Computing Gems, Jade Edition, 2011), the single-precision form.
 */
export function erfinv(a: f.Term): Expr {
  // 1 - a is exact in the tails, where a^2 has lost what tells it from 1; near 0 only its distance from 2.5 counts.
  const w = f.neg(f.log(f.mul(f.sub(1, a), f.add(1, a))));
  const central = f.polynomial(f.sub(w, 2.5), CENTRAL);
  const tail = f.polynomial(f.sub(f.sqrt(w), 3), TAIL);
  return f.mul(f.where(f.greater(5, w), central, tail), a);
}
