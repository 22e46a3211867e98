/** Smooth and sparse forms of the rectifier. */

import * as f from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Row } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import { type PlainActivation, rowActivation, rowFamily } from "./row.ts";

const { x } = f;
// The output, in partials.
const out = input(1);

/** The option of `squareplus`. */
export interface SquareplusOptions {
  /** How far from 0 it bends, 0 or more; 4 if not given. */
  readonly b?: number;
}

/** `log(1 + exp(x))` without overflow. */
export const softplus: PlainActivation = rowActivation("softplus", {
  value: f.softplus(x),
  partials: [f.sigmoid(x)],
});

/** `x tanh(softplus(x))`. */
export const mish: PlainActivation = rowActivation("mish", {
  value: f.mul(x, f.tanh(f.softplus(x))),
});

/** 0 up to -1, `(x + 1)^2 / 4` between -1 and 1, then `x`. */
export const sparsePlus: PlainActivation = rowActivation("sparsePlus", {
  value: f.where(
    f.greaterEqual(x, 1),
    x,
    f.mul(0.25, f.square(f.maximum(0, f.add(x, 1)))),
  ),
});

const squareplusFamily = rowFamily("squareplus", (b: number): Row => {
  // Where rounding takes b away from x^2, x^2 may overflow.
  const far = Math.min(2 ** 27 * Math.max(1, Math.sqrt(b)), 2 ** 60);
  const near = f.sqrt(f.add(f.square(x), b));
  const root = f.where(f.greaterEqual(f.abs(x), far), f.abs(x), near);
  // Below 0, x + root would lose all digits.
  const below = f.div(b / 2, f.sub(root, x));
  return {
    value: f.where(
      f.greaterEqual(x, 0),
      f.add(f.mul(0.5, x), f.mul(0.5, root)),
      below,
    ),
    partials: [f.div(out, root)],
  };
});

/**
 * `(x + sqrt(x^2 + b)) / 2`.
 *
 * @throws {ValueError} if b is negative.
 */
export function squareplus(
  x: TensorLike,
  options: SquareplusOptions = {},
): Tensor {
  checkOptions("squareplus", options, ["b"]);
  const b = checkNumber("squareplus", "b", options.b ?? 4);
  if (b >= 0) return squareplusFamily(x, b);
  throw new ValueError(
    `Cannot make squareplus: expected b to be 0 or more, received ${b}`,
  );
}
