/** The mean of Pearson's correlation between targets and predictions along an axis. */

import { div, mul, sqrt, x, y } from "../../autograd/formula.ts";
import { input } from "../../backends/expr.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
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
    checkOptions("PearsonCorrelation", options, [...METRIC_OPTIONS, "axis"]);
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
