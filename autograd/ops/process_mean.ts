/** Means over processes that compute the same on other samples. */

import { type Op, run } from "../op.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";

/** The mean over all processes, of tensors of one shape. */
export type ProcessMean = (x: Tensor) => Tensor;

let overAll: ProcessMean | null = null;

/** From now on there are several processes, over which this takes means; `null` if there is this one alone. */
export function setProcessMean(mean: ProcessMean | null): void {
  overAll = mean;
}

const processMeanOp: Op<null> = {
  name: "processMean",
  forward: ([x]) => [noGrad(() => overAll!(x))],
  // Of the mean loss over all processes; each gives its own part of that.
  vjp: (cotangent) => [processMean(cotangent)],
};

/** The mean over all processes, which all have to come here; where there is one alone, what it has. */
export function processMean(x: Tensor): Tensor {
  return overAll ? run(processMeanOp, [x], null) : x;
}
