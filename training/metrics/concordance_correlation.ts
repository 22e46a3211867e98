/** The mean concordance between targets and predictions along an axis: 1 where they are the same, and not only on a line. */

import { add, div, mul, square, sub, x, y } from "../../autograd/formula.ts";
import { input } from "../../backends/expr.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkNumber, checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { toSameRank } from "../losses/reduction.ts";
import { centred } from "./moments.ts";
import { MeanMetric } from "./mean_metric.ts";
import {
  type Direction,
  METRIC_OPTIONS,
  type MetricOptions,
} from "./metric.ts";

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
    checkOptions("ConcordanceCorrelation", options, [
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
