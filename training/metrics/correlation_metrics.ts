/** How far predictions and targets go together. */

import { checkArguments } from "../check_arguments.ts";
import { input } from "../../backends/expr.ts";
import {
  add,
  div,
  mul,
  sqrt,
  square,
  sub,
  x,
  y,
} from "../../autograd/formula.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkNumber } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { toSameRank } from "../losses/reduction.ts";
import { MeanMetric } from "./mean_metrics.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

/** Values less their mean along an axis, and what is known of them; the axis stays, with size 1. */
export interface Centred {
  /** The values less their mean. */
  readonly values: Tensor;
  /** Their mean. */
  readonly mean: Tensor;
  /** Their variance. */
  readonly variance: Tensor;
}

/** Values less their mean along an axis. */
export function centred(all: Tensor, axis: number): Centred {
  const over = { axis, keepdims: true };
  const centre = mean(all, over);
  const values = ops.sub(all, centre);
  return { values, mean: centre, variance: mean(ops.square(values), over) };
}

/** The options of `PearsonCorrelation`. */
export interface PearsonCorrelationOptions extends MetricOptions {
  /** The axis along which they are correlated, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

// Inputs: target and prediction, centred, and their variances.
const product = mul(div(x, sqrt(input(2))), div(y, sqrt(input(3))));

/**
 * The mean of Pearson's correlation between targets and predictions along an axis.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.PearsonCorrelation();
 * metric.updateState(dg.tensor([[0, 1, 2]]), dg.tensor([[2, 4, 6]]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 */
export class PearsonCorrelation extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** The axis along which they are correlated, negative ones counted from the back. */
  readonly axis: number;

  /**
   * Sets the axis.
   *
   * @throws {ValueError} if it is no number.
   */
  constructor(options: PearsonCorrelationOptions = {}) {
    checkArguments("PearsonCorrelation", arguments, [
      ...METRIC_OPTIONS,
      "axis",
    ]);
    super("pearson_correlation", options);
    const { axis = -1 } = options;
    this.axis = checkNumber("PearsonCorrelation", "axis", axis);
  }

  /** One value for each pair of vectors; NaN where one of them is constant, as in Keras. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { axis } = this;
    const [t, p] = toSameRank(yTrue, yPred).map((all) => centred(all, axis));
    const inputs = [t.values, p.values, t.variance, p.variance];
    return mean(elementwise(product, inputs), { axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/** The options of `ConcordanceCorrelation`. */
export interface ConcordanceCorrelationOptions extends MetricOptions {
  /** The axis along which they are compared, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

// Inputs: target, prediction centred, the means of both, their variances.
const shift = sub(input(2), input(3));
const spread = add(input(4), input(5), square(shift));
const concordance = div(
  mul(2, sub(x, input(3)), y),
  add(spread, EPSILON),
);

/**
 * The mean concordance between targets and predictions along an axis: 1 where they are the same, and not only on a line.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.ConcordanceCorrelation();
 * metric.updateState(dg.tensor([[0, 1, 2]]), dg.tensor([[0, 1, 2]]));
 * assertAlmostEquals(await metric.result().item(), 1, 1e-5);
 * ```
 */
export class ConcordanceCorrelation extends MeanMetric {
  /** More is better. */
  override readonly direction: Direction = "up";
  /** The axis along which they are compared, negative ones counted from the back. */
  readonly axis: number;

  /**
   * Sets the axis.
   *
   * @throws {ValueError} if it is no number.
   */
  constructor(options: ConcordanceCorrelationOptions = {}) {
    checkArguments("ConcordanceCorrelation", arguments, [
      ...METRIC_OPTIONS,
      "axis",
    ]);
    super("concordance_correlation", options);
    const { axis = -1 } = options;
    this.axis = checkNumber("ConcordanceCorrelation", "axis", axis);
  }

  /** One value for each pair of vectors. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { axis } = this;
    const [t, p] = toSameRank(yTrue, yPred);
    const [a, b] = [centred(t, axis), centred(p, axis)];
    const inputs = [t, b.values, a.mean, b.mean, a.variance, b.variance];
    return mean(elementwise(concordance, inputs), { axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}
