/** Which class is predicted, and how high a class ranks. */

import { input } from "../../backends/expr.ts";
import {
  add,
  equal,
  greater,
  mul,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { max, min, sum } from "../../autograd/ops/reduce.ts";
import { expandDims, squeeze } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { oneHot } from "../losses/class_probabilities.ts";

// Inputs: value, highest value, number of the class, number of classes.
const candidate = where(equal(x, y), input(2), input(3));
const chosen = where(y, x, 0);
const isHigher = greater(y, x);
// Inputs: how many are higher, whether it is a class, how many may be.
const isAmong = mul(greater(input(2), x), y);
// Inputs: value, other value, its number, the other's.
const isBefore = add(
  greater(y, x),
  mul(equal(x, y), greater(input(2), input(3))),
);
const filtered = where(greater(input(2), y), x, -1e10);

/** The number of the first class with the highest value along an axis, which is removed. */
export function argmax(values: Tensor, axis = -1): Tensor {
  const at = toAxis("argmax", axis, values.rank);
  const classes = values.shape[at];
  const shape = values.shape.map((_, i) => i === at ? classes : 1);
  const highest = max(values, { axis: at, keepdims: true });
  const places = numbers(values, shape);
  const inputs = [values, highest, places, classes];
  return min(elementwise(candidate, inputs), { axis: at });
}

/** The numbers of classes, without the last axis if the predictions' classes are on one. */
export function labelsOf(yTrue: Tensor, yPred: Tensor): Tensor {
  const ends = yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1;
  return ends ? squeeze(yTrue, -1) : yTrue;
}

/**
 * 1 where fewer than `k` classes along the last axis have higher values than that of the label, and 0 where they do not or
 * the label is no class.
 */
export function isAmongTop(labels: Tensor, values: Tensor, k: number): Tensor {
  const axis = values.rank - 1;
  const own = oneHot(labels, values.shape[axis], axis);
  const value = mapSum(chosen, [values, own], { axis, keepdims: true });
  const ranks = mapSum(isHigher, [value, values], { axis });
  return elementwise(isAmong, [ranks, sum(own, { axis }), k]);
}

/** The values of the `k` highest classes along the last axis, and -1e10 for all others. */
export function keepTop(values: Tensor, k: number): Tensor {
  const classes = values.shape.at(-1)!;
  const own = expandDims(values, -1);
  const inputs = [
    own,
    expandDims(values, -2),
    numbers(values, [classes, 1]),
    numbers(values, [1, classes]),
  ];
  const rank = mapSum(isBefore, inputs, { axis: -1 });
  return elementwise(filtered, [values, rank, k]);
}

function numbers(like: Tensor, shape: readonly number[]): Tensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const all = Float64Array.from({ length }, (_, i) => i);
  return Tensor.from(like.backend, all, shape);
}
