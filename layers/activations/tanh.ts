/** The hyperbolic tangent and its piecewise form. */

import { maximum, minimum, x } from "../../autograd/formula.ts";
import { type PlainActivation, rowActivation } from "./row.ts";

export { tanh } from "../../autograd/ops/elementwise.ts";

/** `x` held between -1 and 1. */
export const hardTanh: PlainActivation = rowActivation("hardTanh", {
  value: minimum(1, maximum(-1, x)),
});
