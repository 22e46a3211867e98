/** How often predictions are right. */

import * as f from "../../autograd/formula.ts";
import { equal } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { count, flag, number } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { toSameRank } from "../losses/reduction.ts";
import { unless } from "../rows.ts";
import { argmax, isAmongTop, labelsOf } from "./classes.ts";
import type { MetricOptions } from "./metric.ts";
import { ScoreMetric } from "./reduction_metrics.ts";

/**
 * The share of predictions that equal their targets.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Accuracy();
 * metric.updateState(dg.tensor([1, 2, 3, 4]), dg.tensor([0, 2, 3, 4]));
 * assertAlmostEquals(await metric.result().item(), 0.75, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class Accuracy extends ScoreMetric {
  /** 1 where they are the same, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(...toSameRank(yTrue, yPred));
  }
}

/**
 * The options of `BinaryAccuracy`.
 * @category Metrics
 */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** What predictions of 1 exceed; 0.5 if not given. */
  readonly threshold?: number;
}

// Inputs: target, prediction, threshold.
const isRight = f.equal(f.x, f.greater(f.y, f.input(2)));

/**
 * How often predictions are on the right side of a threshold: above it where the target is 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.BinaryAccuracy();
 * metric.updateState(dg.tensor([[1], [0], [1]]), dg.tensor([[0.9], [0.2], [0.4]]));
 * assertAlmostEquals(await metric.result().item(), 2 / 3, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class BinaryAccuracy extends ScoreMetric<BinaryAccuracyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    threshold: number(0.5),
  } satisfies Schema<BinaryAccuracyOptions, MetricOptions>;
  /** What predictions of 1 exceed. */
  declare readonly threshold: number;

  /** 1 where they are right, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const [t, p] = toSameRank(yTrue, yPred);
    return elementwise(isRight, [t, p, this.threshold]);
  }
}

/**
 * How often the class with the highest prediction is that of the one-hot target.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.CategoricalAccuracy();
 * metric.updateState(dg.tensor([[0, 1], [1, 0]]), dg.tensor([[0.2, 0.8], [0.3, 0.7]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class CategoricalAccuracy extends ScoreMetric {
  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(argmax(yTrue), argmax(yPred));
  }
}

/**
 * How often the class with the highest prediction is that of the target, the number of a class. Of a target that is no
 * class no prediction is right.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SparseCategoricalAccuracy();
 * metric.updateState(dg.tensor([1, 0]), dg.tensor([[0.2, 0.8], [0.3, 0.7]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class SparseCategoricalAccuracy extends ScoreMetric {
  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(labelsOf(yTrue, yPred), argmax(yPred));
  }
}

/**
 * The options of `TopKCategoricalAccuracy`.
 * @category Metrics
 */
export interface TopKCategoricalAccuracyOptions extends MetricOptions {
  /** How many of the highest predictions count; 5 if not given. */
  readonly k?: number;
}

/**
 * How often the class of the one-hot target is among the `k` with the highest predictions.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.TopKCategoricalAccuracy({ k: 2 });
 * metric.updateState(dg.tensor([[0, 0, 1], [0, 1, 0]]), dg.tensor([[0.1, 0.9, 0.8], [0.05, 0, 0.95]]));
 * assertAlmostEquals(await metric.result().item(), 0.5, 1e-5);
 * ```
 *
 * @category Metrics
 */
export class TopKCategoricalAccuracy
  extends ScoreMetric<TopKCategoricalAccuracyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    k: count(5),
  } satisfies Schema<TopKCategoricalAccuracyOptions, MetricOptions>;
  /** How many of the highest predictions count. */
  declare readonly k: number;

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return isAmongTop(argmax(yTrue), yPred, this.k);
  }
}

/**
 * The options of `SparseTopKCategoricalAccuracy`.
 * @category Metrics
 */
export interface SparseTopKCategoricalAccuracyOptions
  extends TopKCategoricalAccuracyOptions {
  /** Whether predictions are numbers of classes, the best first; `false` if not given. */
  readonly fromSortedIds?: boolean;
}

const isSame = f.equal(f.x, f.y);
// The highest of nothing is below 0: of no predictions none is right.
const isAny = f.maximum(f.x, 0);

/**
 * How often the class of the target, the number of a class, is among the `k` with the highest predictions. Of a target that
 * is no class no prediction is right.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.SparseTopKCategoricalAccuracy({ k: 2 });
 * metric.updateState(dg.tensor([2, 1]), dg.tensor([[0.1, 0.9, 0.8], [0.05, 0, 0.95]]));
 * assertEquals(await metric.result().item(), 0.5);
 * ```
 *
 * @category Metrics
 */
export class SparseTopKCategoricalAccuracy
  extends ScoreMetric<SparseTopKCategoricalAccuracyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    k: count(5),
    fromSortedIds: unless(false, flag(false)),
  } satisfies Schema<SparseTopKCategoricalAccuracyOptions, MetricOptions>;
  /** How many of the highest predictions count. */
  declare readonly k: number;
  /** Whether predictions are numbers of classes, the best first. */
  declare readonly fromSortedIds: boolean;

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const labels = labelsOf(yTrue, yPred);
    if (!this.fromSortedIds) return isAmongTop(labels, yPred, this.k);
    const size = [
      ...yPred.shape.slice(0, -1),
      Math.min(this.k, yPred.shape.at(-1) ?? 0),
    ];
    const best = slice(yPred, size.map(() => 0), size);
    const same = elementwise(isSame, [expandDims(labels, -1), best]);
    return elementwise(isAny, [max(same, { axis: -1 })]);
  }
}
