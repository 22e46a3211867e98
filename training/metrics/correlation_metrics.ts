/** Correlations of predictions and targets. */

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
import { input } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { integer } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import { toSameRank } from "../losses/reduction.ts";
import type { MetricOptions } from "./metric.ts";
import { ScoreMetric } from "./reduction_metrics.ts";

/**
 * The options of `PearsonCorrelation`.
 * @category Metrics
 */
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
 *
 * @category Metrics
 */
export class PearsonCorrelation extends ScoreMetric<PearsonCorrelationOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: integer(-1),
  } satisfies Schema<PearsonCorrelationOptions, MetricOptions>;
  /** The axis along which they are correlated, negative ones counted from the back. */
  declare readonly axis: number;

  /** One value for each pair of vectors; NaN where one of them is constant, as in Keras. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { axis } = this;
    const [t, p] = toSameRank(yTrue, yPred).map((all) => centred(all, axis));
    const inputs = [t.values, p.values, t.variance, p.variance];
    return mean(elementwise(product, inputs), { axis });
  }
}

/**
 * The options of `ConcordanceCorrelation`.
 * @category Metrics
 */
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
 * The mean concordance correlation between targets and predictions along an axis: 1 only where they are the same, not wherever
 * they lie on a line.
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
 *
 * @category Metrics
 */
export class ConcordanceCorrelation
  extends ScoreMetric<ConcordanceCorrelationOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    axis: integer(-1),
  } satisfies Schema<ConcordanceCorrelationOptions, MetricOptions>;
  /** The axis along which they are compared, negative ones counted from the back. */
  declare readonly axis: number;

  /** One value for each pair of vectors. */
  protected override values(yTrue: Tensor, yPred: Tensor): Tensor {
    const { axis } = this;
    const [t, p] = toSameRank(yTrue, yPred);
    const [a, b] = [centred(t, axis), centred(p, axis)];
    const inputs = [t, b.values, a.mean, b.mean, a.variance, b.variance];
    return mean(elementwise(concordance, inputs), { axis });
  }
}

/** Values less their mean along an axis, and what is known of them; the axis stays, with size 1. */
interface Centred {
  /** The values less their mean. */
  readonly values: Tensor;
  /** Their mean. */
  readonly mean: Tensor;
  /** Their variance. */
  readonly variance: Tensor;
}

/** Values less their mean along an axis. */
function centred(all: Tensor, axis: number): Centred {
  const over = { axis, keepdims: true };
  const centre = mean(all, over);
  const values = ops.sub(all, centre);
  return { values, mean: centre, variance: mean(ops.square(values), over) };
}
