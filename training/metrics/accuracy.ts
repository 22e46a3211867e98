/** Shares of right predictions. */

import { input } from "../../backends/expr.ts";
import { eq, gt, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { equal } from "../../autograd/ops/elementwise.ts";
import { squeeze } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toSameRank } from "../losses/reduction.ts";
import { argmax, ranks } from "./classes.ts";
import { meanMetric, type MeanMetricClass } from "./mean_metric.ts";

const isRight = eq(x, gt(y, input(2)));
const isAmong = gt(y, x);

function labelsOf(yTrue: Tensor, yPred: Tensor): Tensor {
  const ends = yTrue.rank === yPred.rank && yTrue.shape.at(-1) === 1;
  return ends ? squeeze(yTrue, -1) : yTrue;
}

/** How often predictions are exactly the targets. */
export const Accuracy: MeanMetricClass<Record<never, never>> = meanMetric({
  className: "Accuracy",
  name: "accuracy",
  direction: "up",
  defaults: {},
  values: (t, p) => equal(...toSameRank(t, p)),
});

/**
 * How often a probability is on the right side of a threshold: above it where the target is 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.BinaryAccuracy();
 * metric.updateState(dg.tensor([[1], [0]]), dg.tensor([[0.9], [0.2]]));
 * metric.updateState(dg.tensor([[1], [0]]), dg.tensor([[0.4], [0.2]]));
 * assertEquals(await metric.result().item(), 0.75);
 * ```
 */
export const BinaryAccuracy: MeanMetricClass<{ readonly threshold: number }> =
  meanMetric({
    className: "BinaryAccuracy",
    name: "binary_accuracy",
    direction: "up",
    defaults: { threshold: 0.5 },
    values: (t, p, { threshold }) =>
      elementwise(isRight, [...toSameRank(t, p), threshold]),
  });

/** How often the class with the highest prediction is that of the one-hot target. */
export const CategoricalAccuracy: MeanMetricClass<Record<never, never>> =
  meanMetric({
    className: "CategoricalAccuracy",
    name: "categorical_accuracy",
    direction: "up",
    defaults: {},
    values: (t, p) => equal(argmax(t), argmax(p)),
  });

/** How often the class with the highest prediction is that of the target, the number of a class. */
export const SparseCategoricalAccuracy: MeanMetricClass<Record<never, never>> =
  meanMetric({
    className: "SparseCategoricalAccuracy",
    name: "sparse_categorical_accuracy",
    direction: "up",
    defaults: {},
    values: (t, p) => equal(labelsOf(t, p), argmax(p)),
  });

/** How often the class of the one-hot target is among the `k` highest predictions. */
export const TopKCategoricalAccuracy: MeanMetricClass<{ readonly k: number }> =
  meanMetric({
    className: "TopKCategoricalAccuracy",
    name: "top_k_categorical_accuracy",
    direction: "up",
    defaults: { k: 5 },
    values: (t, p, { k }) => elementwise(isAmong, [ranks(argmax(t), p), k]),
  });

/** How often the class of the target, the number of a class, is among the `k` highest predictions. */
export const SparseTopKCategoricalAccuracy: MeanMetricClass<
  { readonly k: number }
> = meanMetric({
  className: "SparseTopKCategoricalAccuracy",
  name: "sparse_top_k_categorical_accuracy",
  direction: "up",
  defaults: { k: 5 },
  values: (t, p, { k }) => elementwise(isAmong, [ranks(labelsOf(t, p), p), k]),
});
