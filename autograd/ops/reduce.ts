/** Sums, means and maxima over axes. */

import { input } from "../../backends/expr.ts";
import { type Shape, sizeOf } from "../../backends/view.ts";
import { fold } from "../kernel.ts";
import { type Op, run, type TensorLike, toTensor } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments, checkReduceOptions, NO_OPTIONS } from "./arguments.ts";
import { type Axes, toAxes } from "./axes.ts";
import { stretch } from "./broadcast.ts";
import { div, equal, mul, neg, square, sub } from "./elementwise.ts";
import { reshape } from "./reshape.ts";

/** What to fold, and whether the axes stay. */
export interface ReduceOptions {
  /** The axes to fold, negative ones counted from the back; all of them if not given. */
  readonly axis?: Axes;
  /** Whether folded axes stay, with size 1. */
  readonly keepdims?: boolean;
}

interface Fold {
  readonly from: Shape;
  /** `from` with size 1 on the folded axes. */
  readonly kept: Shape;
  readonly to: Shape;
}

function plan(name: string, from: Shape, options: ReduceOptions): Fold {
  const axes = new Set(toAxes(name, options.axis, from.length));
  const kept = from.map((size, axis) => axes.has(axis) ? 1 : size);
  const to = options.keepdims
    ? kept
    : from.filter((_, axis) => !axes.has(axis));
  return { from, kept, to };
}

function spread(x: Tensor, { from, kept }: Fold): Tensor {
  return stretch(reshape(x, kept), from);
}

const sumOp: Op<Fold> = {
  name: "sum",
  forward: ([x], { kept, to }) => [fold("sum", input(0), [x], kept, to)],
  vjp: (cotangent, _, attrs) => [spread(cotangent, attrs)],
};

const maxOp: Op<Fold> = {
  name: "max",
  forward([x], { kept, to }) {
    const y = fold("max", input(0), [x], kept, to);
    return [y, x, y];
  },
  // Elements that tie for the maximum share its gradient evenly.
  vjp(cotangent, [x, y], attrs) {
    const mask = equal(x, spread(y, attrs));
    const ties = run(sumOp, [mask], attrs);
    return [mul(mask, spread(div(cotangent, ties), attrs))];
  },
};

/**
 * The sum over axes.
 *
 * @throws {ValueError} if an axis is out of range or named twice.
 * @throws {TypeError} if there is no such option.
 */
export function sum(
  x: TensorLike,
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("sum", arguments, 2);
  checkReduceOptions("sum", options);
  const tensor = toTensor("sum", x);
  return run(sumOp, [tensor], plan("sum", tensor.shape, options));
}

/** The largest element over axes; elements that tie share the gradient evenly. */
export function max(
  x: TensorLike,
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("max", arguments, 2);
  checkReduceOptions("max", options);
  const tensor = toTensor("max", x);
  return run(maxOp, [tensor], plan("max", tensor.shape, options));
}

/** The smallest element over axes; elements that tie share the gradient evenly. */
export function min(
  x: TensorLike,
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("min", arguments, 2);
  checkReduceOptions("min", options);
  return neg(max(neg(x), options));
}

/** The mean over axes; NaN of no elements. */
export function mean(
  x: TensorLike,
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("mean", arguments, 2);
  checkReduceOptions("mean", options);
  const tensor = toTensor("mean", x);
  const { from, kept } = plan("mean", tensor.shape, options);
  return div(sum(tensor, options), sizeOf(from) / sizeOf(kept));
}

/** The mean squared distance from the mean over axes (not corrected for the sample's size). */
export function variance(
  x: TensorLike,
  options: ReduceOptions = NO_OPTIONS,
): Tensor {
  checkArguments("variance", arguments, 2);
  checkReduceOptions("variance", options);
  const centre = mean(x, { ...options, keepdims: true });
  return mean(square(sub(x, centre)), options);
}
