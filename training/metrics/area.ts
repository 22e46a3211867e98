/** Areas under curves of rates, from counts at thresholds. */

import { input } from "../../backends/expr.ts";
import {
  add,
  div,
  equal,
  greater,
  log,
  maximum,
  minimum,
  mul,
  sub,
  type Term,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import { slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Expr } from "../../backends/expr.ts";
import type { Part } from "./confusion.ts";
import { divideNoNan } from "../losses/reduction.ts";

/**
 * The true positive rate over the false positive rate, precision over recall, or the gains of these over chance.
 * @category Metrics
 */
export type Curve = "ROC" | "PR" | "PRGAIN";
/**
 * How high a curve is between two thresholds: the mean of its ends, the lower one, or the higher one.
 * @category Metrics
 */
export type Summation = "interpolation" | "minoring" | "majoring";

/** The curves there are. */
export const CURVES: readonly Curve[] = ["ROC", "PR", "PRGAIN"];
/** The ways to sum there are. */
export const SUMMATIONS: readonly Summation[] = [
  "interpolation",
  "minoring",
  "majoring",
];

// Inputs: x before and after, y before and after.
const width = sub(x, y);
const [before, after] = [input(2), input(3)];
const STRIPS: Record<Summation, Expr> = {
  interpolation: mul(width, div(add(before, after), 2)),
  minoring: mul(width, minimum(before, after)),
  majoring: mul(width, maximum(before, after)),
};

function quotient(a: Term, b: Term): Expr {
  return where(equal(b, 0), 0, div(a, b));
}

// Inputs: true positives before and after, predicted positives before and after, false negatives after.
const slope = quotient(sub(x, y), maximum(sub(before, after), 0));
const intercept = sub(y, mul(slope, after));
const ratio = where(
  mul(greater(before, 0), greater(after, 0)),
  quotient(before, maximum(after, 0)),
  1,
);
const precisionStrip = quotient(
  mul(slope, add(sub(x, y), mul(intercept, log(ratio)))),
  maximum(add(y, input(4)), 0),
);

// Inputs: scale, errors, true positives.
const gain = sub(1, mul(x, quotient(y, input(2))));
const recallGain = maximum(where(equal(input(2), 0), 0, gain), 0);
const precisionGain = where(equal(input(2), 0), 1, gain);

/** Counts of shape [thresholds, labels]. */
export type Counts = Readonly<Record<Part, Tensor>>;

/** The area under a curve; the mean over the labels, weighted, if each has its own. */
export function area(
  counts: Counts,
  curve: Curve,
  summation: Summation,
  labelWeights: Tensor | null,
): Tensor {
  const strips = curve === "PR" && summation === "interpolation"
    ? precisionStrips(counts)
    : elementwise(STRIPS[summation], pairs(...axes(counts, curve)));
  const areas = sum(strips, { axis: 0 });
  if (!labelWeights) return mean(areas);
  return divideNoNan(sum(ops.mul(areas, labelWeights)), sum(labelWeights));
}

/** Davis and Goadrich: The relationship between precision-recall and ROC curves (2006). */
function precisionStrips(counts: Counts): Tensor {
  const { truePositives, falsePositives, falseNegatives } = counts;
  const predicted = ops.add(truePositives, falsePositives);
  const [, misses] = pairs(falseNegatives);
  return elementwise(precisionStrip, [
    ...pairs(truePositives, predicted),
    misses,
  ]);
}

function axes(counts: Counts, curve: Curve): [x: Tensor, y: Tensor] {
  const { truePositives, falsePositives } = counts;
  const { trueNegatives, falseNegatives } = counts;
  const positives = ops.add(truePositives, falseNegatives);
  const negatives = ops.add(falsePositives, trueNegatives);
  const recall = divideNoNan(truePositives, positives);
  if (curve === "ROC") return [divideNoNan(falsePositives, negatives), recall];
  if (curve === "PR") {
    const predicted = ops.add(truePositives, falsePositives);
    return [recall, divideNoNan(truePositives, predicted)];
  }
  const scale = divideNoNan(positives, negatives);
  return [
    elementwise(recallGain, [scale, falseNegatives, truePositives]),
    elementwise(precisionGain, [scale, falsePositives, truePositives]),
  ];
}

/** All rows but the last, and all but the first, of each. */
function pairs(...tables: Tensor[]): Tensor[] {
  return tables.flatMap((table) => {
    const [rows, columns] = table.shape;
    const size = [rows - 1, columns];
    return [slice(table, [0, 0], size), slice(table, [1, 0], size)];
  });
}
