/** Sums, means and maxima over axes. */

import { ITSELF } from "../../backends/expr.ts";
import * as f from "../formula.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";
import { reduce } from "../kernel.ts";
import { named, type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, checkReduceOptions, NO_OPTIONS } from "./arguments.ts";
import { toAxes } from "./axes.ts";
import { stretch } from "./broadcast.ts";
import { div, equal, mul, neg, square, sub } from "./elementwise.ts";
import type { ReduceOptions } from "./options.ts";
import { elementwise } from "./elementwise_op.ts";
import { reshape } from "./reshape.ts";

/**
 * An op that reduces axes, all of them if none is named.
 * @category Ops
 */
export type ReduceOp = (x: TensorLike, options?: ReduceOptions) => Tensor;

/** What becomes of a shape whose axes are reduced. */
export interface Reduced {
  /** The reduced axes. */
  readonly axes: readonly number[];
  /** The shape. */
  readonly from: Shape;
  /** `from` with size 1 on the reduced axes. */
  readonly kept: Shape;
  /** The shape of the result: `kept`, or `from` without those axes. */
  readonly to: Shape;
}

/** Counts the axes that options name. */
export function reducedOf(
  name: string,
  from: Shape,
  { axis, keepdims }: ReduceOptions,
): Reduced {
  const axes = toAxes(name, axis, from.length);
  const kept = from.map((size, axis) => axes.includes(axis) ? 1 : size);
  const to = keepdims ? kept : from.filter((_, axis) => !axes.includes(axis));
  return { axes, from, kept, to };
}

/** The result of a reduction that kept its axes, without them if they are not to stay. */
export function dropReduced(y: Tensor, { kept, to }: Reduced): Tensor {
  return to === kept ? y : reshape(y, to);
}

/** An op that reduces axes, by what it does once they are counted. */
export function reduction(
  name: string,
  of: (x: Tensor, over: Reduced) => Tensor,
): ReduceOp {
  return named(name, function (x, options = NO_OPTIONS) {
    checkArguments(name, arguments, 2);
    checkReduceOptions(name, options);
    const tensor = toTensor(name, x);
    return of(tensor, reducedOf(name, tensor.shape, options));
  });
}

function spread(x: Tensor, { from, kept }: Reduced): Tensor {
  return stretch(reshape(x, kept), from);
}

const sumOp: Op<Reduced> = {
  name: "sum",
  forward: ([x], { kept, to }) => [reduce("sum", ITSELF, [x], kept, to)],
  vjp: (cotangent, _, over) => [spread(cotangent, over)],
};

const maxOp: Op<Reduced> = {
  name: "max",
  forward([x], { kept, to }) {
    const y = reduce("max", ITSELF, [x], kept, to);
    return [y, x, y];
  },
  // Elements that tie for the maximum share its gradient evenly.
  vjp(cotangent, [x, y], over) {
    const mask = equal(x, spread(y, over));
    const ties = run(sumOp, [mask], over);
    return [mul(mask, spread(div(cotangent, ties), over))];
  },
};

function average(x: Tensor, over: Reduced): Tensor {
  const total = run(sumOp, [x], over);
  return div(total, sizeOf(over.from) / sizeOf(over.kept));
}

function spreadOf(x: Tensor, over: Reduced): Tensor {
  const centre = average(x, { ...over, to: over.kept });
  return average(square(sub(x, centre)), over);
}

/**
 * The sum over axes.
 *
 * @throws {ValueError} if an axis is out of range or named twice.
 * @throws {TypeError} if there is no such option.
 *
 * @category Ops
 */
export const sum: ReduceOp = reduction(
  "sum",
  (x, over) => run(sumOp, [x], over),
);

/**
 * The largest element over axes; elements that tie share the gradient evenly.
 * @category Ops
 */
export const max: ReduceOp = reduction(
  "max",
  (x, over) => run(maxOp, [x], over),
);

/**
 * The smallest element over axes; elements that tie share the gradient evenly.
 * @category Ops
 */
export const min: ReduceOp = reduction(
  "min",
  (x, over) => neg(run(maxOp, [neg(x)], over)),
);

/**
 * The mean over axes; NaN of no elements.
 * @category Ops
 */
export const mean: ReduceOp = reduction("mean", average);

/**
 * The mean squared distance from the mean over axes (not corrected for the sample's size).
 * @category Ops
 */
export const variance: ReduceOp = reduction("variance", spreadOf);

// At 0 a norm has no slope; 0 lies between all that it could have.
const ROOT = f.where(f.equal(f.x, 0), 0, f.sqrt(f.x));

/**
 * The square root of the variance; its gradient where that is 0 is 0.
 * @category Ops
 */
export const std: ReduceOp = reduction(
  "std",
  (x, over) => elementwise(ROOT, [spreadOf(x, over)]),
);

/**
 * The square root of the sum of squares over axes: the Euclidean norm; its gradient where that is 0 is 0.
 * @category Ops
 */
export const norm: ReduceOp = reduction(
  "norm",
  (x, over) => elementwise(ROOT, [run(sumOp, [square(x)], over)]),
);
