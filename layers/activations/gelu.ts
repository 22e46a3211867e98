/** The Gaussian error linear unit. */

import {
  abs,
  add,
  erf,
  greaterEqual,
  maximum,
  mul,
  square,
  tanh,
  where,
  x,
} from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { checkOptions, quote } from "../../config/checks.ts";
import { rowActivation } from "./row.ts";

/** The option of `gelu`. */
export interface GeluOptions {
  /** Whether to take the approximation by a hyperbolic tangent; `false` if not given. */
  readonly approximate?: boolean;
}

const exact = rowActivation("gelu", {
  value: mul(0.5, x, add(1, erf(mul(x, Math.SQRT1_2)))),
});

const cubic = mul(x, add(1, mul(0.044715, square(x))));
// Beyond it the tangent is 1 or -1, in float64 too, and the cube may overflow.
const FAR = 10;
const approximation = rowActivation("gelu", {
  value: where(
    greaterEqual(abs(x), FAR),
    maximum(x, 0),
    mul(0.5, x, add(1, tanh(mul(Math.sqrt(2 / Math.PI), cubic)))),
  ),
});

/** `x` times the probability that a standard normal number is below it. */
export function gelu(x: TensorLike, options: GeluOptions = {}): Tensor {
  checkOptions("gelu", options, ["approximate"]);
  const { approximate = false } = options;
  if (typeof approximate !== "boolean") {
    throw new ValueError(
      `Cannot make gelu: expected approximate to be true or false, received ${
        quote(approximate)
      }`,
    );
  }
  return approximate ? approximation(x) : exact(x);
}
