/** How often predictions are right. */

import { checkArguments } from "../check_arguments.ts";
import * as f from "../../autograd/formula.ts";
import { equal } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { toSameRank } from "../losses/reduction.ts";
import { argmax, labelsOf } from "./classes.ts";
import { MeanMetric } from "./mean_metrics.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/**
 * How often predictions are exactly the targets.
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
 */
export class Accuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("Accuracy", arguments, METRIC_OPTIONS);
    super("accuracy", options);
  }

  /** 1 where they are the same, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(...toSameRank(yTrue, yPred));
  }
}

/** The options of `BinaryAccuracy`. */
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
 */
export class BinaryAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** What predictions of 1 exceed. */
  readonly threshold: number;

  /**
   * Sets the threshold.
   *
   * @throws {ValueError} if it is no number.
   */
  constructor(options: BinaryAccuracyOptions = {}) {
    checkArguments("BinaryAccuracy", arguments, [
      ...METRIC_OPTIONS,
      "threshold",
    ]);
    super("binary_accuracy", options);
    const { threshold = 0.5 } = options;
    this.threshold = checkNumber("BinaryAccuracy", "threshold", threshold);
  }

  /** 1 where they are right, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const [t, p] = toSameRank(yTrue, yPred);
    return elementwise(isRight, [t, p, this.threshold]);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), threshold: this.threshold };
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
 */
export class CategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("CategoricalAccuracy", arguments, METRIC_OPTIONS);
    super("categorical_accuracy", options);
  }

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
 */
export class SparseCategoricalAccuracy extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";

  /** Sets the name. */
  constructor(options: MetricOptions = {}) {
    checkArguments("SparseCategoricalAccuracy", arguments, METRIC_OPTIONS);
    super("sparse_categorical_accuracy", options);
  }

  /** 1 where it is, else 0. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return equal(labelsOf(yTrue, yPred), argmax(yPred));
  }
}
