/** Activations of exponentials and the error function: units that bend smoothly. */

import { input } from "../../backends/expr.ts";
import * as f from "../../autograd/formula.ts";
import { exp } from "../../autograd/ops/elementwise.ts";
import { flag, number, row } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import {
  type ActivationWith,
  plain,
  type PlainActivation,
  withOptions,
} from "./activation.ts";

export { sigmoid, tanh } from "../../autograd/ops/elementwise.ts";

const { x } = f;
// The output, in partials.
const out = input(1);

/**
 * e to the power `x`.
 * @category Activations
 */
export const exponential: PlainActivation = exp;

/**
 * The option of `elu`.
 * @category Activations
 */
export interface EluOptions {
  /** How far below 0 it reaches; 1 if not given. */
  readonly alpha?: number;
}

/**
 * `x` above 0, `alpha (exp(x) - 1)` below.
 * @category Activations
 */
export const elu: ActivationWith<EluOptions> = withOptions(
  "elu",
  { alpha: number(1) } satisfies Schema<EluOptions>,
  ({ alpha }) => ({
    value: f.where(f.greaterEqual(0, x), f.mul(alpha, f.expm1(x)), x),
  }),
);

// Klambauer, Unterthiner, Mayr, Hochreiter: Self-Normalizing Neural Networks (2017).
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/**
 * Scaled so that layers keep mean 0 and variance 1: `1.0507 elu(x)` with alpha 1.6733.
 * @category Activations
 */
export const selu: PlainActivation = plain("selu", {
  value: f.mul(
    SELU_SCALE,
    f.where(f.greaterEqual(0, x), f.mul(SELU_ALPHA, f.expm1(x)), x),
  ),
});

/**
 * The option of `celu`.
 * @category Activations
 */
export interface CeluOptions {
  /** How far below 0 it reaches, and over what distance; 1 if not given, never 0. */
  readonly alpha?: number;
}

/**
 * `x` above 0, `alpha (exp(x / alpha) - 1)` below: smooth for every alpha.
 * @category Activations
 */
export const celu: ActivationWith<CeluOptions> = withOptions(
  "celu",
  {
    alpha: row(
      "a finite number other than 0",
      (alpha) =>
        Number.isFinite(alpha) && alpha !== 0 ? Number(alpha) : undefined,
      1,
    ),
  } satisfies Schema<CeluOptions>,
  ({ alpha }) => {
    const below = f.greaterEqual(0, x), exponent = f.div(x, alpha);
    return {
      value: f.where(below, f.mul(alpha, f.expm1(exponent)), x),
      partials: [f.where(below, f.exp(exponent), 1)],
    };
  },
);

/**
 * The option of `gelu`.
 * @category Activations
 */
export interface GeluOptions {
  /** Whether to take the approximation by a hyperbolic tangent; `false` if not given. */
  readonly approximate?: boolean;
}

const phi = f.mul(0.5, x, f.add(1, f.erf(f.mul(x, Math.SQRT1_2))));
const cubic = f.mul(x, f.add(1, f.mul(0.044715, f.square(x))));
// Beyond it the tangent is 1 or -1, in float64 too, and the cube may overflow.
const FAR = 10;
const approximation = f.where(
  f.greaterEqual(f.abs(x), FAR),
  f.maximum(x, 0),
  f.mul(0.5, x, f.add(1, f.tanh(f.mul(Math.sqrt(2 / Math.PI), cubic)))),
);

/**
 * `x` times the probability that a standard normal number is below it.
 * @category Activations
 */
export const gelu: ActivationWith<GeluOptions> = withOptions(
  "gelu",
  { approximate: flag(false) } satisfies Schema<GeluOptions>,
  ({ approximate }) => ({ value: approximate ? approximation : phi }),
);

/**
 * `log(1 / (1 + exp(-x)))` without overflow.
 * @category Activations
 */
export const logSigmoid: PlainActivation = plain("logSigmoid", {
  value: f.neg(f.softplus(f.neg(x))),
  partials: [f.sigmoid(f.neg(x))],
});

const s = f.sigmoid(x);

/**
 * `x` times its sigmoid; also called swish.
 * @category Activations
 */
export const silu: PlainActivation = plain("silu", {
  value: f.mul(x, s),
  partials: [f.mul(s, f.add(1, f.mul(x, f.sub(1, s))))],
});

/**
 * `log(1 + exp(x))` without overflow.
 * @category Activations
 */
export const softplus: PlainActivation = plain("softplus", {
  value: f.softplus(x),
  partials: [f.sigmoid(x)],
});

/**
 * `x tanh(softplus(x))`.
 * @category Activations
 */
export const mish: PlainActivation = plain("mish", {
  value: f.mul(x, f.tanh(f.softplus(x))),
});

/**
 * The option of `squareplus`.
 * @category Activations
 */
export interface SquareplusOptions {
  /** How far from 0 it bends, 0 or more; 4 if not given. */
  readonly b?: number;
}

/**
 * `(x + sqrt(x^2 + b)) / 2`.
 * @category Activations
 */
export const squareplus: ActivationWith<SquareplusOptions> = withOptions(
  "squareplus",
  { b: number(4, { least: 0 }) } satisfies Schema<SquareplusOptions>,
  ({ b }) => {
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
  },
);

/**
 * `x / (1 + |x|)`.
 * @category Activations
 */
export const softsign: PlainActivation = plain("softsign", {
  value: f.div(x, f.add(1, f.abs(x))),
  partials: [f.square(f.div(1, f.add(1, f.abs(x))))],
});

/**
 * `x - tanh(x)`.
 * @category Activations
 */
export const tanhShrink: PlainActivation = plain("tanhShrink", {
  value: f.sub(x, f.tanh(x)),
  partials: [f.square(f.tanh(x))],
});
