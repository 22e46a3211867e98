/** The sigmoid linear unit and its piecewise form. */

import * as f from "../../autograd/formula.ts";
import { type PlainActivation, rowActivation } from "./row.ts";

const { x } = f;
const s = f.sigmoid(x);

/** `x` times its sigmoid; also called swish. */
export const silu: PlainActivation = rowActivation("silu", {
  value: f.mul(x, s),
  partials: [f.mul(s, f.add(1, f.mul(x, f.sub(1, s))))],
});

/** `x` times its hard sigmoid; also called hard swish. */
export const hardSilu: PlainActivation = rowActivation("hardSilu", {
  value: f.mul(x, f.minimum(1, f.maximum(0, f.add(f.div(x, 6), 0.5)))),
});
