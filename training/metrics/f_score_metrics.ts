/** Harmonic means of precision and recall. */

import * as f from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { max, mean, sum } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { type Expr, input } from "../../backends/expr.ts";
import { sameShape } from "../../backends/view.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { ShapeError } from "../../config/errors.ts";
import { nullable, number, oneOf, settled } from "../../config/rows.ts";
import type {
  AnySchema,
  OptionsArguments,
  Schema,
} from "../../config/schema.ts";
import type { Variable } from "../../variables/variable.ts";
import { name } from "../rows.ts";
import {
  type Additions,
  type Direction,
  type MetricOptions,
  PairMetric,
} from "./metric.ts";

/**
 * How the scores of the classes become one: the classes are counted together, or the mean is taken of their scores, weighted
 * by how often they are there or not.
 *
 * @category Metrics
 */
export type Average = "micro" | "macro" | "weighted";

/**
 * The options of `F1Score`.
 * @category Metrics
 */
export interface F1ScoreOptions extends MetricOptions {
  /** How the scores of the classes become one; they stay what they are if not given. */
  readonly average?: Average | null;
  /** What predictions have to exceed, above 0 and up to 1; the highest of a sample counts if not given. */
  readonly threshold?: number | null;
}

/**
 * The options of `FBetaScore`.
 * @category Metrics
 */
export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How many times as much recall counts as precision; 1 if not given. */
  readonly beta?: number;
}

const AVERAGES: readonly Average[] = ["micro", "macro", "weighted"];

const { x, y } = f;
// Inputs: prediction, highest one of the sample. None is predicted where all are 0.
const isHighest = f.mul(f.greaterEqual(x, y), f.greater(f.abs(x), 1e-9));
const isAbove = f.greater(x, y);
// Inputs: target, whether it is predicted, weight.
const SUMS: Readonly<Record<string, Expr>> = {
  true_positives: f.mul(x, y, input(2)),
  false_positives: f.mul(f.sub(1, x), y, input(2)),
  false_negatives: f.mul(x, f.sub(1, y), input(2)),
  intermediate_weights: f.mul(x, input(2)),
};
const NAMES = Object.keys(SUMS);
// Inputs: true positives, false positives, false negatives, the square of beta.
const precision = f.div(x, f.add(x, y, EPSILON));
const recall = f.div(x, f.add(x, input(2), EPSILON));
const score = f.mul(
  f.div(
    f.mul(precision, recall),
    f.add(f.mul(input(3), precision), recall, EPSILON),
  ),
  f.add(1, input(3)),
);
const share = f.div(x, f.add(y, EPSILON));
const product = f.mul(x, y);

/**
 * The harmonic mean of precision and recall, of which recall counts `beta` times as much: of each class, or of all.
 * Targets and predictions are of shape [batch, classes].
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.FBetaScore({ beta: 2, threshold: 0.5, average: "micro" });
 * metric.updateState(dg.tensor([[1, 1, 0]]), dg.tensor([[0.9, 0.2, 0.1]]));
 * assertAlmostEquals(await metric.result().item(), 5 / 9, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class FBetaScore extends PairMetric<FBetaScoreOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    name: name(() => "fbeta_score"),
    average: nullable(oneOf(AVERAGES)),
    beta: number(1, { above: 0 }),
    threshold: nullable(number(undefined, { above: 0, most: 1 })),
  } satisfies Schema<FBetaScoreOptions, MetricOptions>;
  /** More is better. */
  override readonly direction: Direction = "up";
  /** How the scores of the classes become one; `null` where they do not. */
  declare readonly average: Average | null;
  /** How many times as much recall counts. */
  declare readonly beta: number;
  /** What predictions have to exceed; `null` where it is the highest that counts. */
  declare readonly threshold: number | null;
  #sums: readonly Variable[] = [];

  /** True positives, false positives and false negatives of each class, and how often it is there. */
  protected override additions(
    yTrue: Tensor,
    yPred: Tensor,
    sampleWeight: Tensor | null,
  ): Additions {
    this.#checkShapes(yTrue, yPred, sampleWeight);
    const axis = this.average === "micro" ? null : 0;
    const weight = sampleWeight
      ? expandDims(sampleWeight, 1)
      : Tensor.from(yPred.backend, [1], []);
    const inputs = [yTrue, this.#predicted(yPred), weight];
    const sums = NAMES.map((name) => mapSum(SUMS[name], inputs, { axis }));
    if (this.#sums.length === 0) {
      this.#sums = NAMES.map((name) => this.addVariable(name, sums[0].shape));
    }
    return this.#sums.map((variable, i) => [variable, sums[i]]);
  }

  #predicted(p: Tensor): Tensor {
    const { threshold } = this;
    if (threshold !== null) return elementwise(isAbove, [p, threshold]);
    const highest = max(p, { axis: -1, keepdims: true });
    return elementwise(isHighest, [p, highest]);
  }

  #checkShapes(t: Tensor, p: Tensor, sampleWeight: Tensor | null): void {
    const [batch] = t.shape;
    const weights = sampleWeight?.shape ?? [batch];
    const fits = t.rank === 2 && sameShape(t.shape, p.shape) &&
      sameShape(weights, [batch]);
    if (fits) return;
    throw new ShapeError(
      `Cannot update ${this.name}: expected targets and predictions of shape [batch, classes] and weights [batch], received ${
        [t.shape, p.shape, weights].map((shape) => `[${shape.join(", ")}]`)
          .join(", ")
      }`,
      { expected: t.shape, actual: p.shape },
    );
  }

  /** One number for each class, or one for all. */
  protected override compute(): Tensor {
    if (this.#sums.length === 0) {
      throw new ReferenceError(
        `Cannot read ${this.name}: expected updateState to have been called, received no batch`,
      );
    }
    const [hits, alarms, misses, there] = this.#sums;
    const square = this.beta ** 2;
    const scores = elementwise(score, [hits, alarms, misses, square]);
    if (this.average === null) return scores;
    if (this.average !== "weighted") return mean(scores);
    const shares = elementwise(share, [there, sum(there)]);
    return mapSum(product, [scores, shares]);
  }
}

/**
 * The harmonic mean of precision and recall: of each class, or of all. Targets and predictions are of shape [batch, classes].
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * using metric = new dg.metrics.F1Score({ threshold: 0.5, average: "micro" });
 * metric.updateState(dg.tensor([[1, 1, 0]]), dg.tensor([[0.9, 0.2, 0.1]]));
 * assertAlmostEquals(await metric.result().item(), 2 / 3, 1e-6);
 * ```
 *
 * @category Metrics
 */
export class F1Score extends FBetaScore {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    name: name(),
    beta: settled(1),
  };

  /** Reads the options. */
  constructor(...options: OptionsArguments<F1ScoreOptions>) {
    super(...options);
  }
}
