/** Probabilities of classes and targets, as the cross-entropies of classes read them. */

import { ShapeError } from "../../config/errors.ts";
import { warnOnce } from "../../config/warnings.ts";
import { sameShape } from "../../backends/view.ts";
import { unary } from "../../backends/expr.ts";
import {
  equal,
  greater,
  greaterEqual,
  log,
  logicalNot,
  maximum,
  minimum,
  mul,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { expandDims, squeeze } from "../../autograd/ops/reshape.ts";
import { logSoftmax } from "../../autograd/ops/softmax.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { toSameRank } from "./reduction.ts";

const clipped = minimum(maximum(x, EPSILON), 1 - EPSILON);
const logClipped = log(clipped);
// Inputs: label, number of classes.
const isClass = mul(
  equal(x, unary("floor", x)),
  greaterEqual(x, 0),
  greater(y, x),
);
const known = where(isClass, 1, NaN);
const smoothed = mul(x, sub(1, y));
const differs = logicalNot(equal(x, y));

/** Probabilities that add up to 1 over an axis, clipped to [epsilon, 1 - epsilon]. */
export function probabilities(predictions: Tensor, axis: number): Tensor {
  return elementwise(clipped, [normalized(predictions, axis)]);
}

/** The logarithms of predicted probabilities or logits. */
export function logProbabilities(
  predictions: Tensor,
  fromLogits: boolean,
  axis: number,
): Tensor {
  if (fromLogits) return logSoftmax(predictions, { axis });
  return elementwise(logClipped, [normalized(predictions, axis)]);
}

function normalized(predictions: Tensor, axis: number): Tensor {
  return ops.div(predictions, sum(predictions, { axis, keepdims: true }));
}

/** Targets moved towards the same share for each of the classes. */
export function smooth(targets: Tensor, labelSmoothing: number): Tensor {
  if (labelSmoothing === 0) return targets;
  const share = labelSmoothing / (targets.shape.at(-1) ?? 1);
  return ops.add(elementwise(smoothed, [targets, labelSmoothing]), share);
}

/**
 * Targets and predictions of one shape, and the axis of the classes.
 *
 * @throws {ShapeError} if they differ in shape, or have no axis.
 */
export function toClasses(
  name: string,
  yTrue: TensorLike,
  yPred: TensorLike,
  axis: number,
): { targets: Tensor; predictions: Tensor; axis: number } {
  const [t, p] = toTensors(name, [yTrue, yPred]);
  const [targets, predictions] = toSameRank(t, p);
  if (targets.rank > 0 && sameShape(targets.shape, predictions.shape)) {
    return { targets, predictions, axis: toAxis(name, axis, targets.rank) };
  }
  const hint = t.rank === p.rank - 1 || t.shape.at(-1) === 1
    ? " (numbers of classes are targets of the sparse losses)"
    : "";
  throw new ShapeError(
    `Cannot compute ${name}: expected predictions of the targets' shape, of rank 1 at least, [${
      t.shape.join(", ")
    }], received [${p.shape.join(", ")}]${hint}`,
    { expected: t.shape, actual: p.shape },
  );
}

/** The same, for losses that a single class makes the same of all predictions: they warn of it, once each. */
export function toSeveralClasses(
  ...[name, yTrue, yPred, axis]: Parameters<typeof toClasses>
): ReturnType<typeof toClasses> {
  const found = toClasses(name, yTrue, yPred, axis);
  if (found.predictions.shape[found.axis] === 1) {
    warnOnce(
      toSeveralClasses,
      `${name} is given predictions of a single class: it is the same whatever they are. With two classes, binaryCrossentropy takes one number a sample`,
    );
  }
  return found;
}

/**
 * Targets that are numbers of classes, without the axis of the classes.
 *
 * @throws {ShapeError} if they do not have the predictions' shape but for that axis.
 */
export function toLabels(
  name: string,
  yTrue: Tensor,
  yPred: Tensor,
  axis: number,
): Tensor {
  const ends = yTrue.rank === yPred.rank && yTrue.shape[axis] === 1;
  const labels = ends ? squeeze(yTrue, axis) : yTrue;
  const expected = yPred.shape.filter((_, i) => i !== axis);
  if (sameShape(labels.shape, expected)) return labels;
  const hint = sameShape(yTrue.shape, yPred.shape)
    ? " (a share for each class is the target of the losses that are not sparse)"
    : "";
  throw new ShapeError(
    `Cannot compute ${name}: expected targets [${
      expected.join(", ")
    }] for predictions [${yPred.shape.join(", ")}], received [${
      yTrue.shape.join(", ")
    }]${hint}`,
    { expected, actual: yTrue.shape },
  );
}

/**
 * 1 where a label is the number of a class, else NaN, which makes a loss and its gradient NaN: of 0 nobody would learn that
 * labels are wrong.
 */
export function ofClasses(labels: Tensor, classes: number): Tensor {
  return elementwise(known, [labels, classes]);
}

/** 0 where a label is that of the ignored class, else 1. */
export function countedLabels(labels: Tensor, ignoreClass: number): Tensor {
  return elementwise(differs, [labels, ignoreClass]);
}

/** 1 where the class along an axis is that of the label, else 0: of the predictions' shape. */
export function oneHot(labels: Tensor, classes: number, axis: number): Tensor {
  const shape = Array.from({ length: labels.rank + 1 }, () => 1);
  shape[axis] = classes;
  // Compared rather than gathered: a label that is no class has no 1.
  const all = Float64Array.from({ length: classes }, (_, i) => i);
  const numbers = Tensor.from(labels.backend, all, shape);
  return ops.equal(expandDims(labels, axis), numbers);
}
