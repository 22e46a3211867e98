/** Quotients of sums that may be empty. */

import type { Expr } from "../../backends/expr.ts";
import { div, equal, where, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";

const quotient: Expr = where(equal(y, 0), 0, div(x, y));

/** The quotients, 0 where there is nothing to divide by. */
export function divideNoNan(a: TensorLike, b: TensorLike): Tensor {
  return elementwise(quotient, [a, b]);
}
