/** Normalization to mean 0 and variance 1, with few passes over the data forward and back. */

import { input } from "../../backends/expr.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";
import * as f from "../formula.ts";
import { evaluate } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensors } from "../op.ts";
import { noGrad } from "../tape.ts";
import type { Tensor } from "../tensor.ts";
import { toAxes } from "./axes.ts";
import { sumTo } from "./broadcast.ts";
import { add, mul, rsqrt } from "./elementwise.ts";
import { elementwise } from "./elementwise_op.ts";
import { mapSum } from "./map_sum.ts";
import { mean as meanOf } from "./reduce.ts";

/** Mean and variance over axes, which are kept with size 1. */
export interface Moments {
  /** The mean. */
  readonly mean: Tensor;
  /** The mean squared distance from it. */
  readonly variance: Tensor;
  /** Replaces means by those of their groups, if groups are normalized. */
  readonly pool?: Pool;
}

/** Replaces each mean by the mean of its group. */
export type Pool = (means: Tensor) => Tensor;

/** Elements sampled for a first guess at the mean: at most so many, and one of so many. */
const MOST_SAMPLES = 8, RARE = 64;

// Fewer inputs are faster: what does not vary along the axes is computed before.
const PRODUCT = f.mul(input(0), input(1));
const DISTANCE = f.sub(input(0), input(1));
const SQUARED_DISTANCE = f.square(DISTANCE);
const SCALED = f.add(f.mul(DISTANCE, input(2)), input(3));
// The cotangent is input 2, the inverse deviation times the scale 3, the mean of the cotangent 4.
const ALONG = f.mul(input(2), DISTANCE);
const BACK = f.sub(
  f.mul(input(3), f.sub(input(2), input(4))),
  f.mul(input(5), DISTANCE),
);

// What distances are from, the sums of distances and of their squares, and how many there are.
const [from, sum, squares, count] = [0, 1, 2, 3].map(input);
const along = f.div(sum, count);
const MEAN = f.add(from, along);
const VARIANCE = f.maximum(f.div(f.sub(squares, f.mul(sum, along)), count), 0);
const SPREAD = f.add(input(0), f.square(f.sub(input(1), input(2))));

/**
 * Mean and variance (not corrected for the sample's size) over axes, and over groups of what is left.
 *
 * Both come from one pass, by the sums of distances from a number that is about the mean and of their squares: one that
 * is k deviations from it costs some 1 + 3 k^2 roundings, however far the mean is from 0.
 */
export function moments(
  x: TensorLike,
  axis: readonly number[],
  pool?: Pool,
): Moments {
  const [tensor] = toTensors("moments", [x]);
  const over = { axis: toAxes("moments", axis, tensor.rank), keepdims: true };
  const from = aboutMean(tensor, over.axis);
  const [sum, squares] = [DISTANCE, SQUARED_DISTANCE].map((expr) =>
    mapSum(expr, [tensor, from], over)
  );
  const sums = [from, sum, squares, tensor.size / sum.size];
  const mean = elementwise(MEAN, sums);
  const variance = elementwise(VARIANCE, sums);
  if (!pool) return { mean, variance };
  const pooled = pool(mean);
  const spread = elementwise(SPREAD, [variance, mean, pooled]);
  return { mean: pooled, variance: pool(spread), pool };
}

/**
 * About the mean of each slice along axes, as a constant: that of a few elements, or one of them where slices are short.
 * They are a power of two, so that of small whole numbers it is exact.
 */
function aboutMean(x: Tensor, axes: readonly number[]): Tensor | number {
  if (x.size === 0) return 0;
  const { shape, strides, offset } = x.view;
  const slice = axes.reduce((size, axis) => size * shape[axis], 1);
  let left = Math.min(MOST_SAMPLES, slice / RARE), start = offset;
  const counts = [...shape], steps = [...strides];
  for (const axis of axes) {
    const most = Math.max(1, Math.min(left, shape[axis]));
    const count = 2 ** Math.floor(Math.log2(most));
    left /= count;
    start += Math.floor(shape[axis] / count / 2) * strides[axis];
    counts[axis] = count;
    steps[axis] *= Math.floor(shape[axis] / count);
  }
  const sample = x.through({ shape: counts, strides: steps, offset: start });
  if (axes.every((axis) => counts[axis] === 1)) return sample;
  return noGrad(() => meanOf(sample, { axis: axes, keepdims: true }));
}

/**
 * `x` with its own mean and inverse deviation: the gradient in `x` is the whole one, through those two as well, so none
 * is passed to them. Scale and offset are constant along the axes that were reduced.
 */
const normalizeOp: Op<{ shapes: readonly Shape[]; pool?: Pool }> = {
  name: "normalize",
  forward(inputs) {
    const [x, mean, inverse, scale, offset] = inputs;
    using factor = evaluate(PRODUCT, [inverse, scale]);
    const y = evaluate(SCALED, [x, mean, factor, offset]);
    return [y, x, mean, inverse, scale];
  },
  vjp(cotangent, [x, mean, inverse, scale], { shapes, pool }, wants) {
    const axis = toAxes("normalize", null, x.rank)
      .filter((axis) => mean.shape[axis] !== x.shape[axis]);
    const all = [x, mean, cotangent];
    const total = sumTo(cotangent, mean.shape);
    const distances = mapSum(ALONG, all, { axis, keepdims: true });
    const along = mul(distances, inverse);
    const part = sizeOf(mean.shape) / sizeOf(x.shape);
    const means = [total, along].map((sum) => mul(sum, part));
    const [level, slope] = pool ? means.map(pool) : means;
    const factor = mul(inverse, scale);
    const rest = [factor, level, mul(mul(factor, inverse), slope)];
    return [
      wants[0] ? elementwise(BACK, [...all, ...rest]) : null,
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
  return elementwise(SCALED, [x, mean, mul(inverse, scale), offset]);
}
