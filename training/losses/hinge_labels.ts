/** The labels that hinge losses mean: -1 and 1. */

import { add, eq, mul, select, sub, x, y } from "../../autograd/formula.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { min } from "../../autograd/ops/reduce.ts";

const isBinary = add(eq(x, 0), eq(x, 1));
const signed = select(y, sub(mul(2, x), 1), x);

/** Labels 0 and 1 as -1 and 1, if there are no others; else as they are. */
export function toHingeLabels(labels: Tensor): Tensor {
  if (labels.size === 0) return labels;
  return elementwise(signed, [labels, min(elementwise(isBinary, [labels]))]);
}
