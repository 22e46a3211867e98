/** True and false positives and negatives of a batch, counted at thresholds. */

import { ShapeError, ValueError } from "../../config/errors.ts";
import { type Expr, input } from "../../backends/expr.ts";
import { sameShape } from "../../backends/view.ts";
import {
  equal,
  greater,
  maximum,
  minimum,
  mul,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { mul as product, sigmoid } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { expandDims, reshape } from "../../autograd/ops/reshape.ts";
import { slice } from "../../autograd/ops/slice.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { checkWeight } from "../losses/pair.ts";
import { toSameRank } from "../losses/reduction.ts";
import { keepTop } from "./classes.ts";

/**
 * Which elements of a batch are counted, and at which thresholds.
 * @category Metrics
 */
export interface Counting {
  /** What predictions have to exceed. */
  readonly thresholds: readonly number[];
  /** Whether the thresholds are at equal distances from 0 to 1, or just outside. */
  readonly isEven: boolean;
  /** How many of the highest predictions of a sample count; all if not given. */
  readonly topK?: number | null;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
  /** Whether each class has counts of its own. */
  readonly isMultiLabel?: boolean;
  /** The weights of the classes. */
  readonly labelWeights?: readonly number[] | null;
  /** Whether predictions are logits. */
  readonly fromLogits?: boolean;
}

/**
 * A cell of the confusion matrix.
 * @category Metrics
 */
export type Part =
  | "truePositives"
  | "falsePositives"
  | "trueNegatives"
  | "falseNegatives";

// Inputs: prediction, threshold, target, weight.
const isAbove = greater(x, y);
const isAbsent = equal(input(2), 0);
const predicted = where(isAbove, input(3), 0);
const missed = where(isAbove, 0, input(3));
const PARTS: Readonly<Record<Part, Expr>> = {
  truePositives: where(isAbsent, 0, predicted),
  falsePositives: where(isAbsent, predicted, 0),
  trueNegatives: where(isAbsent, missed, 0),
  falseNegatives: where(isAbsent, 0, missed),
};
// Clipped to [0, 1], in steps.
const placed = mul(minimum(maximum(x, 0), 1), y);

/**
 * The counts of a batch, of shape [thresholds], or [thresholds, classes] if each class has its own.
 *
 * @throws {ShapeError} if targets and predictions differ in shape by more than a last axis of size 1.
 */
export function countBatch(
  name: string,
  counting: Counting,
  parts: readonly Part[],
  batch: {
    readonly yTrue: Tensor;
    readonly yPred: Tensor;
    readonly sampleWeight: Tensor | null;
  },
): Tensor[] {
  const { isMultiLabel, labelWeights } = counting;
  const { t, p, weight } = selected(name, counting, batch);
  const shape = isMultiLabel ? [1, ...p.shape] : [1, p.size];
  if (weight) checkWeight(`update ${name}`, weight.shape, p.shape);
  const weights = [weight, labelWeights && listed(p, labelWeights)]
    .filter((all) => all instanceof Tensor);
  const w = weights.length === 0
    ? listed(p, [1])
    : reshape(broadcastTo(weights.reduce(product), p.shape), shape);
  const [labels, given] = [reshape(t, shape), reshape(p, shape)];
  const inputs = [...compared(counting, given), labels, w];
  return parts.map((part) => mapSum(PARTS[part], inputs, { axis: 1 }));
}

function selected(
  name: string,
  { topK, classId, isMultiLabel, fromLogits }: Counting,
  { yTrue, yPred, sampleWeight }: Parameters<typeof countBatch>[3],
): { t: Tensor; p: Tensor; weight: Tensor | null } {
  let [p, t] = toSameRank(fromLogits ? sigmoid(yPred) : yPred, yTrue);
  if (!sameShape(t.shape, p.shape) || (isMultiLabel && p.rank !== 2)) {
    throw new ShapeError(
      `Cannot update ${name}: expected predictions of ${
        isMultiLabel ? "shape [batch, labels] and " : ""
      }the targets' shape [${t.shape.join(", ")}], received [${
        p.shape.join(", ")
      }]`,
      { expected: t.shape, actual: p.shape },
    );
  }
  const weight = sampleWeight && sampleWeight.rank < t.rank
    ? expandDims(sampleWeight, -1)
    : sampleWeight;
  if (typeof topK === "number") p = keepTop(p, topK);
  if (typeof classId === "number") {
    [t, p] = [ofClass(name, t, classId), ofClass(name, p, classId)];
  }
  return { t, p, weight };
}

function listed(like: Tensor, list: readonly number[]): Tensor {
  return Tensor.from(like.backend, list, [list.length]);
}

function ofClass(name: string, all: Tensor, id: number): Tensor {
  const classes = all.rank > 1 ? all.shape[all.rank - 1] : 0;
  const at = id < 0 ? id + classes : id;
  if (at < 0 || at >= classes) {
    throw new ValueError(
      `Cannot update ${name}: expected predictions of shape [batch, classes] with a class ${id}, received [${
        all.shape.join(", ")
      }]`,
    );
  }
  const start = all.shape.map((_, i) => i === all.rank - 1 ? at : 0);
  const size = all.shape.map((n, i) => i === all.rank - 1 ? 1 : n);
  return slice(all, start, size);
}

/**
 * Predictions, and the thresholds along a first axis. Where these are at equal distances, both are counted in steps, which
 * rounds as Keras does; every prediction exceeds a first threshold just below 0.
 */
function compared(
  { thresholds, isEven, isMultiLabel }: Counting,
  predictions: Tensor,
): [Tensor, Tensor] {
  const count = thresholds.length, { backend } = predictions;
  const shape = isMultiLabel ? [count, 1, 1] : [count, 1];
  const steps = thresholds.map((_, i) => i === 0 && thresholds[0] < 0 ? -1 : i);
  const limits = Tensor.from(backend, isEven ? steps : thresholds, shape);
  if (!isEven) return [predictions, limits];
  return [elementwise(placed, [predictions, count - 1]), limits];
}
