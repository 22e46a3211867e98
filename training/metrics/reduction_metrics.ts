/** Means and sums: of values, or of a function of targets and predictions. */

import type { TensorLike } from "../../autograd/op.ts";
import { alias } from "../../autograd/ops/alias.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import type { Variable } from "../../variables/variable.ts";
import { checkResult } from "../check_result.ts";
import {
  type Additions,
  type Direction,
  Metric,
  type MetricOptions,
  PairMetric,
  type UpdateOptions,
} from "./metric.ts";
import { RunningMean, toSamples } from "./running_mean.ts";

/**
 * The weighted mean of values.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Mean();
 * metric.updateState(dg.tensor([1, 3]));
 * metric.updateState(dg.tensor([8]), { sampleWeight: dg.tensor([2]) });
 * assertEquals(await metric.result().item(), 5);
 * ```
 *
 * @category Metrics
 */
export class Mean extends Metric<MetricOptions, ["name"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["name"];
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #mean = new RunningMean((name) => this.addVariable(name));

  /** Takes values of shape [batch, ...] into account. */
  override updateState(values: TensorLike, options: UpdateOptions = {}): void {
    checkArgumentCount(`update ${this.name}`, arguments, 2);
    this.accumulate([values], options, ([all], weight) => {
      return this.#mean.additions(all, weight);
    });
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}

/**
 * The weighted sum of values.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.Sum();
 * metric.updateState(dg.tensor([1, 3]));
 * metric.updateState(dg.tensor([8]), { sampleWeight: dg.tensor([2]) });
 * assertEquals(await metric.result().item(), 20);
 * ```
 *
 * @category Metrics
 */
export class Sum extends Metric<MetricOptions, ["name"]> {
  /** The options that may be given by their places. */
  static override readonly leading: readonly string[] = ["name"];
  /** Neither more nor less is better. */
  override readonly direction: Direction = null;
  readonly #total: Variable = this.addVariable("total");

  /** Takes values of shape [batch, ...] into account. */
  override updateState(values: TensorLike, options: UpdateOptions = {}): void {
    checkArgumentCount(`update ${this.name}`, arguments, 2);
    this.accumulate([values], options, ([all], weight) => {
      return [[this.#total, sum(toSamples(all, weight, sum).values)]];
    });
  }

  /** The sum. */
  protected override compute(): Tensor {
    return alias(this.#total.value);
  }
}

/**
 * The weighted mean of a function of targets and predictions: derive from it for one of your own, and override `values`.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertEquals } from "@std/assert";
 *
 * class Bias extends dg.metrics.MeanMetric {
 *   override readonly direction = null;
 *
 *   protected override values(yTrue: dg.Tensor, yPred: dg.Tensor): dg.Tensor {
 *     return dg.sub(yPred, yTrue);
 *   }
 * }
 *
 * using metric = new Bias();
 * metric.updateState(dg.tensor([1, 2]), dg.tensor([2, 5]));
 * assertEquals(await metric.result().item(), 2);
 * ```
 *
 * @category Metrics
 */
export abstract class MeanMetric<Options extends object = MetricOptions>
  extends PairMetric<Options> {
  readonly #mean = new RunningMean((name) => this.addVariable(name));

  /** The sum of the values, and their number or the sum of their weights. */
  protected override additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions {
    const values = this.values(yTrue, yPred);
    checkResult(this.name, values);
    const weight = sampleWeight && this.weigh(sampleWeight, yTrue, values);
    return this.#mean.additions(values, weight);
  }

  /** The values whose mean is taken, of shape [batch, ...]. */
  protected abstract values(yTrue: Tensor, yPred: Tensor): Tensor;

  /** The weights of the values, from those of the samples. */
  protected weigh(
    sampleWeight: Tensor,
    _yTrue: Tensor,
    _values: Tensor,
  ): Tensor {
    return sampleWeight;
  }

  /** The mean. */
  protected override compute(): Tensor {
    return this.#mean.read();
  }
}

/**
 * The weighted mean of a loss.
 * @category Metrics
 */
export abstract class LossMetric<Options extends object = MetricOptions>
  extends MeanMetric<Options> {
  /** Less is better. */
  override readonly direction: Direction = "down";
}

/**
 * The weighted mean of how right predictions are.
 * @category Metrics
 */
export abstract class ScoreMetric<Options extends object = MetricOptions>
  extends MeanMetric<Options> {
  /** More is better. */
  override readonly direction: Direction = "up";
}

/**
 * From targets and predictions to a value of each sample, or to one number.
 * @category Metrics
 */
export type MetricFunction = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The mean of what a function returns. */
export class FunctionMetric extends MeanMetric {
  /** Whether more or less is better is not known. */
  override readonly direction: Direction = null;
  /** The function. */
  readonly function: MetricFunction;

  /** Wraps a function. */
  constructor(f: MetricFunction) {
    super({ name: f.name || "metric" });
    this.function = f;
  }

  /** Calls the function. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    return this.function(yTrue, yPred);
  }
}
