/** How often the class of the target is among those with the highest predictions. */

import { checkArguments } from "../check_arguments.ts";
import { equal, maximum as either, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { max } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { slice } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { toCount } from "../../variables/arguments.ts";
import type { Config } from "../../config/serialization.ts";
import { checkBoolean } from "../losses/entropy_options.ts";
import { argmax, isAmongTop, labelsOf } from "./classes.ts";
import { MeanMetric } from "./mean_metrics.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** The options of `TopKCategoricalAccuracy`. */
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
 */
export class TopKCategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many of the highest predictions count. */
  readonly k: number;

  /**
   * Sets `k`.
   *
   * @throws {ValueError} if it is no integer of 1 or more.
   */
  constructor(options: TopKCategoricalAccuracyOptions = {}) {
    checkArguments("TopKCategoricalAccuracy", arguments, [
      ...METRIC_OPTIONS,
      "k",
    ]);
    super("top_k_categorical_accuracy", options);
    const { k = 5 } = options;
    this.k = toCount("TopKCategoricalAccuracy", "k", k);
  }

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return isAmongTop(argmax(yTrue), yPred, this.k);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), k: this.k };
  }
}

/** The options of `SparseTopKCategoricalAccuracy`. */
export interface SparseTopKCategoricalAccuracyOptions extends MetricOptions {
  /** How many of the highest predictions count; 5 if not given. */
  readonly k?: number;
  /** Whether predictions are numbers of classes, the best first; `false` if not given. */
  readonly fromSortedIds?: boolean;
}

const OPTIONS = [...METRIC_OPTIONS, "k", "fromSortedIds"];
const isSame = equal(x, y);
// The highest of nothing is below 0: of no predictions none is right.
const isAny = either(x, 0);

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
 */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How many of the highest predictions count. */
  readonly k: number;
  /** Whether predictions are numbers of classes, the best first. */
  readonly fromSortedIds: boolean;

  /**
   * Sets `k`.
   *
   * @throws {ValueError} if it is no integer of 1 or more.
   */
  constructor(options: SparseTopKCategoricalAccuracyOptions = {}) {
    const owner = "SparseTopKCategoricalAccuracy";
    checkArguments(owner, arguments, OPTIONS);
    super("sparse_top_k_categorical_accuracy", options);
    const { k = 5, fromSortedIds = false } = options;
    this.k = toCount(owner, "k", k);
    this.fromSortedIds = checkBoolean(owner, "fromSortedIds", fromSortedIds);
  }

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

  /** Keras's arguments. */
  override getConfig(): Config {
    const config = { ...super.getConfig(), k: this.k };
    return this.fromSortedIds ? { ...config, from_sorted_ids: true } : config;
  }
}
