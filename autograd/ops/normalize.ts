/** Normalization to mean 0 and variance 1, with few passes over the data forward and back. */

import { input } from "../../backends/expr.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";
import * as f from "../formula.ts";
import { evaluate } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { toAxes } from "./axes.ts";
import { sumTo } from "./broadcast.ts";
import { add, div, mul, rsqrt } from "./elementwise.ts";
import { elementwise } from "./elementwise_op.ts";
import { mapSum } from "./map_sum.ts";
import { mean as meanOf } from "./reduce.ts";

/** Mean and variance over axes, which are kept with size 1. */
export interface Moments {
  /** The mean. */
  readonly mean: Tensor;
  /** The mean squared distance from it. */
  readonly variance: Tensor;
  /** What makes means over axes those over groups, if that is what they are. */
  readonly pool?: Pool;
}

/** The mean of means, over groups of them, in place of each. */
export type Pool = (means: Tensor) => Tensor;

const [x, mean, inverse, scale, offset] = [0, 1, 2, 3, 4].map(input);
const standard = f.mul(f.sub(x, mean), inverse);

const SQUARED_DISTANCE = f.square(f.sub(x, mean));
const NORMALIZED = f.add(f.mul(standard, scale), offset);
// The cotangent is input 3.
const ALONG = f.mul(input(3), standard);
// With the scale as input 4, the mean of the cotangent as 5, and that of the cotangent along the normalized as 6.
const BACK = f.mul(
  f.mul(inverse, input(4)),
  f.sub(f.sub(input(3), input(5)), f.mul(standard, input(6))),
);

/** Mean and variance (not corrected for the sample's size) over axes, and over groups of what is left. */
export function moments(
  x: TensorLike,
  axis: readonly number[],
  pool: Pool = (means) => means,
): Moments {
  const [tensor] = toTensors("moments", [x]);
  const over = { axis, keepdims: true };
  const mean = pool(meanOf(tensor, over));
  const squares = mapSum(SQUARED_DISTANCE, [tensor, mean], over);
  const variance = pool(div(squares, tensor.size / mean.size));
  return { mean, variance, pool };
}

/**
 * `x` with its own mean and inverse deviation: the gradient in `x` is the whole one, through those two as well, so none
 * is passed to them. Scale and offset are constant along the axes that were folded.
 */
const normalizeOp: Op<{ shapes: readonly Shape[]; pool?: Pool }> = {
  name: "normalize",
  forward(inputs) {
    const [x, mean, inverse, scale] = inputs;
    return [evaluate(NORMALIZED, inputs), x, mean, inverse, scale];
  },
  vjp(cotangent, [x, mean, inverse, scale], { shapes, pool }, wants) {
    const axis = toAxes("normalize", null, x.rank)
      .filter((axis) => mean.shape[axis] !== x.shape[axis]);
    const all = [x, mean, inverse, cotangent];
    const total = sumTo(cotangent, mean.shape);
    const along = mapSum(ALONG, all, { axis, keepdims: true });
    const part = sizeOf(mean.shape) / sizeOf(x.shape);
    const means = [total, along].map((sum) => mul(sum, part));
    const pooled = pool ? means.map(pool) : means;
    return [
      wants[0] ? elementwise(BACK, [...all, scale, ...pooled]) : null,
      null,
      null,
      wants[3] ? sumTo(along, shapes[3]) : null,
      wants[4] ? sumTo(total, shapes[4]) : null,
    ];
  },
};

/**
 * `(x - mean) / sqrt(variance + epsilon) * scale + offset`, where the moments are those of `x` itself; the gradient
 * goes through them. Scale and offset may vary only where the moments do.
 */
export function normalize(
  x: TensorLike,
  { mean, variance, pool }: Moments,
  epsilon: number,
  scale: TensorLike = 1,
  offset: TensorLike = 0,
): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  const inputs = toTensors("normalize", [x, mean, inverse, scale, offset]);
  const shapes = inputs.map((input) => input.shape);
  return run(normalizeOp, inputs, { shapes, pool });
}

/** The same with a mean and a variance that do not depend on `x`. */
export function normalizeBy(
  x: TensorLike,
  { mean, variance }: Moments,
  epsilon: number,
  scale: TensorLike = 1,
  offset: TensorLike = 0,
): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  return elementwise(NORMALIZED, [x, mean, inverse, scale, offset]);
}
