/** The softsign. */

import { abs, add, div, square, x } from "../../autograd/formula.ts";
import { type PlainActivation, rowActivation } from "./row.ts";

/** `x / (1 + |x|)`. */
export const softsign: PlainActivation = rowActivation("softsign", {
  value: div(x, add(1, abs(x))),
  partials: [square(div(1, add(1, abs(x))))],
});
