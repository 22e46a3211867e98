/** What windows of two images have in common: the two factors of their structural similarity. */

import { add, div, mul, square, x, y } from "../../autograd/formula.ts";
import { blend } from "../../autograd/ops/blend.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Taps } from "../../autograd/ops/taps.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type Expr, input } from "../../backends/expr.ts";
import type { StructureOptions } from "./options.ts";

/** The sum of two squares. */
const power = add(square(x), square(y));
const product = mul(x, y);

/** Inputs: the means of the images, of their product and of the sum of their squares; then c1 and c2. */
const [both, powers, c1, c2] = [2, 3, 4, 5].map(input);
const meanProduct = mul(2, product);
const luminance = div(add(meanProduct, c1), add(power, c1));
const contrast = div(
  add(mul(2, both), mul(-1, meanProduct), c2),
  add(powers, mul(-1, power), c2),
);

/** Factors of each image and channel. */
export interface Likeness {
  /** The mean of brightness and contrast together: the structural similarity. */
  readonly similarity: Tensor;
  /** The mean of contrast and structure alone. */
  readonly contrast: Tensor;
}

/**
 * How alike images `[batch, height, width, channels]` are in windows weighed by a Gaussian, each window a number of each
 * channel, averaged: `[batch, channels]`.
 *
 * Wang et al.: Image quality assessment: from error visibility to structural similarity (2004).
 */
export function likeness(
  a: Tensor,
  b: Tensor,
  { filterSize, filterSigma, k1, k2, maxVal }: Required<StructureOptions>,
): Likeness {
  const weights = gaussian(filterSize, filterSigma);
  const [, height, width] = a.shape;
  const windows = [height, width].map((size) => windowsOf(size, weights));
  const blurred = (image: Tensor) => blend(image, [windows[0], windows[1]]);
  const inputs = [
    blurred(a),
    blurred(b),
    blurred(elementwise(product, [a, b])),
    blurred(elementwise(power, [a, b])),
    (k1 * maxVal) ** 2,
    (k2 * maxVal) ** 2,
  ];
  const average = (expr: Expr) =>
    mean(elementwise(expr, inputs), { axis: [1, 2] });
  return {
    similarity: average(mul(luminance, contrast)),
    contrast: average(contrast),
  };
}

/** The weights of so many pixels, which add up to 1. */
function gaussian(size: number, sigma: number): number[] {
  const weights = Array.from(
    { length: size },
    (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2),
  );
  const total = weights.reduce((sum, weight) => sum + weight);
  return weights.map((weight) => weight / total);
}

/** The windows that lie wholly on an axis. */
function windowsOf(size: number, weights: readonly number[]): Taps {
  const cells = Array.from(
    { length: size - weights.length + 1 },
    (_, at) => weights.map((label, i) => ({ from: at + i, label })),
  );
  return { cells, period: 1, advance: 1 };
}
