/** What correlations are made of. */

import { mean } from "../../autograd/ops/reduce.ts";
import { square, sub } from "../../autograd/ops/elementwise.ts";
import type { Tensor } from "../../autograd/tensor.ts";

/** Values less their mean along an axis, and what is known of them; the axis stays, with size 1. */
export interface Centred {
  /** The values less their mean. */
  readonly values: Tensor;
  /** Their mean. */
  readonly mean: Tensor;
  /** Their variance. */
  readonly variance: Tensor;
}

/** Values less their mean along an axis. */
export function centred(all: Tensor, axis: number): Centred {
  const over = { axis, keepdims: true };
  const centre = mean(all, over);
  const values = sub(all, centre);
  return { values, mean: centre, variance: mean(square(values), over) };
}
