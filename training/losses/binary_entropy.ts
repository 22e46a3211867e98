/** The binary cross-entropy of one target and one probability, as an expression. */

import type { Expr } from "../../backends/expr.ts";
import {
  add,
  log,
  maximum,
  minimum,
  mul,
  neg,
  sub,
  type Term,
  x,
  y,
} from "../../autograd/formula.ts";
import { EPSILON } from "../../config/epsilon.ts";

// log of a probability held between epsilon and 1 - epsilon. That of 1 - p is taken of 1 - p held so, and not of 1 less p
// held so: near 1 float32 has no room for epsilon.
function logOf(probability: Term): Expr {
  return log(minimum(maximum(probability, EPSILON), 1 - EPSILON));
}

/** Of the target, input 0, and the probability, input 1. */
export const binaryEntropy: Expr = neg(add(
  mul(x, logOf(y)),
  mul(sub(1, x), logOf(sub(1, y))),
));
