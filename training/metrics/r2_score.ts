/** The coefficient of determination. */

import * as f from "../../autograd/formula.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { div, mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { mean, sum } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { type Expr, input } from "../../backends/expr.ts";
import { sameShape } from "../../backends/view.ts";
import { ShapeError } from "../../config/errors.ts";
import { nullable, number, oneOf } from "../../config/rows.ts";
import type { AnySchema, Schema } from "../../config/schema.ts";
import type { Variable } from "../../variables/variable.ts";
import { checkWeight } from "../losses/pair.ts";
import { toSameRank } from "../losses/reduction.ts";
import {
  type Additions,
  type Direction,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";

/**
 * How the scores of the outputs become one: by their mean, or by their mean weighted by the outputs' variances.
 * @category Metrics
 */
export type ClassAggregation = "uniform_average" | "variance_weighted_average";

/**
 * The options of `R2Score`.
 * @category Metrics
 */
export interface R2ScoreOptions extends MetricOptions {
  /** How the scores of the outputs become one, `null` for not at all; `"uniform_average"` if not given. */
  readonly classAggregation?: ClassAggregation | null;
  /** How many independent variables the score is adjusted for; 0 if not given: it is not. */
  readonly numRegressors?: number;
}

const AGGREGATIONS: readonly ClassAggregation[] = [
  "uniform_average",
  "variance_weighted_average",
];
const { x, y } = f;
// Inputs: target, prediction, weight.
const SUMS: Readonly<Record<string, Expr>> = {
  squared_sum: f.mul(x, x, input(2)),
  sum: f.mul(x, input(2)),
  residual: f.mul(f.square(f.sub(x, y)), input(2)),
  count: input(2),
};
const NAMES = Object.keys(SUMS);
// Inputs: sum of squares, sum, count.
const variation = f.sub(x, f.mul(y, f.div(y, input(2))));
// Inputs: squared errors, variation. Keras takes an infinite score as 0; nothing of nothing is not a number.
const isInfinite = f.mul(f.equal(y, 0), f.logicalNot(f.equal(x, 0)));
const score = f.where(isInfinite, 0, f.sub(1, f.div(x, y)));
// Inputs: score, number of elements, number of regressors.
const free = f.sub(y, f.add(input(2), 1));
const adjusted = f.where(
  f.greater(free, 0),
  f.sub(1, f.div(f.mul(f.sub(1, x), f.sub(y, 1)), free)),
  x,
);

/**
 * The coefficient of determination: the share of the targets' variance that predictions explain. Targets and predictions
 * are of shape [batch, outputs]. An output that does not vary, and is not met, scores 0.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.R2Score();
 * metric.updateState(dg.tensor([[1], [4], [3]]), dg.tensor([[2], [4], [4]]));
 * assertAlmostEquals(await metric.result().item(), 0.57142854, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class R2Score extends PairMetric<R2ScoreOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    classAggregation: nullable(oneOf(AGGREGATIONS), "uniform_average"),
    numRegressors: number(0, { least: 0 }),
  } satisfies Schema<R2ScoreOptions, MetricOptions>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How the scores of the outputs become one; `null` where they do not. */
  declare readonly classAggregation: ClassAggregation | null;
  /** How many independent variables the score is adjusted for. */
  declare readonly numRegressors: number;
  readonly #samples: Variable = this.addVariable("num_samples");
  #sums: readonly Variable[] = [];

  /** The sums of each output. */
  protected override additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions {
    const [t, p] = toSameRank(yTrue, yPred);
    checkShapes(this.name, t, p);
    const weight = sampleWeight?.rank === 1
      ? expandDims(sampleWeight, 1)
      : sampleWeight ?? Tensor.from(p.backend, [1], []);
    checkWeight(`update ${this.name}`, weight.shape, t.shape);
    const inputs = [t, p, broadcastTo(weight, t.shape)];
    const sums = NAMES.map((name) => mapSum(SUMS[name], inputs, { axis: 0 }));
    if (this.#sums.length === 0) {
      this.#sums = NAMES.map((name) => this.addVariable(name, sums[0].shape));
    }
    // As in Keras, elements rather than samples.
    const count = Tensor.from(p.backend, [t.size], []);
    return [
      ...this.#sums.map((variable, i) => [variable, sums[i]] as const),
      [this.#samples, count],
    ];
  }

  /** One number, or one for each output. */
  protected override compute(): Tensor {
    if (this.#sums.length === 0) {
      throw new ReferenceError(
        `Cannot read ${this.name}: expected updateState to have been called, received no batch`,
      );
    }
    const [squares, total, residual, count] = this.#sums;
    const variations = elementwise(variation, [squares, total, count]);
    const scores = elementwise(score, [residual, variations]);
    const whole = this.#aggregated(scores, variations);
    if (this.numRegressors === 0) return whole;
    const inputs = [whole, this.#samples, this.numRegressors];
    return elementwise(adjusted, inputs);
  }

  #aggregated(scores: Tensor, variations: Tensor): Tensor {
    if (this.classAggregation === null) return scores;
    if (this.classAggregation === "uniform_average") return mean(scores);
    return div(sum(mul(variations, scores)), sum(variations));
  }
}

function checkShapes(name: string, t: Tensor, p: Tensor): void {
  if (t.rank === 2 && sameShape(t.shape, p.shape)) return;
  throw new ShapeError(
    `Cannot update ${name}: expected targets and predictions of shape [batch, outputs], received [${
      t.shape.join(", ")
    }] and [${p.shape.join(", ")}]`,
    { expected: t.shape, actual: p.shape },
  );
}
