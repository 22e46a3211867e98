/** The exponential function. */

import { exp } from "../../autograd/ops/elementwise.ts";
import type { PlainActivation } from "./row.ts";

/** e to the power `x`. */
export const exponential: PlainActivation = exp;
