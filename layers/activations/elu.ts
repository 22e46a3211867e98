/** Exponential linear units. */

import {
  div,
  exp,
  expm1,
  greaterEqual,
  mul,
  where,
  x,
} from "../../autograd/formula.ts";
import type { Expr } from "../../backends/expr.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Row } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ValueError } from "../../config/errors.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import { type PlainActivation, rowActivation, rowFamily } from "./row.ts";

/** The option of `elu`. */
export interface EluOptions {
  /** How far below 0 it reaches; 1 if not given. */
  readonly alpha?: number;
}

/** The option of `celu`. */
export interface CeluOptions {
  /** How far below 0 it reaches, and over what distance; 1 if not given. */
  readonly alpha?: number;
}

// Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (2017).
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

function eluOf(alpha: number): Expr {
  return where(greaterEqual(0, x), mul(alpha, expm1(x)), x);
}

const eluFamily = rowFamily("elu", (alpha: number): Row => ({
  value: eluOf(alpha),
}));

const celuFamily = rowFamily("celu", (alpha: number): Row => ({
  value: where(greaterEqual(0, x), mul(alpha, expm1(div(x, alpha))), x),
  partials: [where(greaterEqual(0, x), exp(div(x, alpha)), 1)],
}));

/** `x` above 0, `alpha (exp(x) - 1)` below. */
export function elu(x: TensorLike, options: EluOptions = {}): Tensor {
  checkOptions("elu", options, ["alpha"]);
  return eluFamily(x, checkNumber("elu", "alpha", options.alpha ?? 1));
}

/** Scaled so that layers keep mean 0 and variance 1: `1.0507 elu(x)` with alpha 1.6733. */
export const selu: PlainActivation = rowActivation("selu", {
  value: mul(SELU_SCALE, eluOf(SELU_ALPHA)),
});

/**
 * `x` above 0, `alpha (exp(x / alpha) - 1)` below: smooth for every alpha.
 *
 * @throws {ValueError} if alpha is 0.
 */
export function celu(x: TensorLike, options: CeluOptions = {}): Tensor {
  checkOptions("celu", options, ["alpha"]);
  const alpha = checkNumber("celu", "alpha", options.alpha ?? 1);
  if (alpha === 0) {
    throw new ValueError(
      "Cannot make celu: expected alpha to be other than 0, received 0",
    );
  }
  return celuFamily(x, alpha);
}
