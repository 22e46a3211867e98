/** The sigmoid and its kin. */

import * as f from "../../autograd/formula.ts";
import { type PlainActivation, rowActivation } from "./row.ts";

const { x } = f;

export { sigmoid } from "../../autograd/ops/elementwise.ts";

/** `log(1 / (1 + exp(-x)))` without overflow. */
export const logSigmoid: PlainActivation = rowActivation("logSigmoid", {
  value: f.neg(f.softplus(f.neg(x))),
  partials: [f.sigmoid(f.neg(x))],
});

/** `x / 6 + 1 / 2`, held between 0 and 1. */
export const hardSigmoid: PlainActivation = rowActivation("hardSigmoid", {
  value: f.minimum(1, f.maximum(0, f.add(f.div(x, 6), 0.5))),
});

/** `(x + 1) / 2`, held between 0 and 1. */
export const sparseSigmoid: PlainActivation = rowActivation("sparseSigmoid", {
  value: f.minimum(1, f.maximum(0, f.mul(0.5, f.add(x, 1)))),
});
