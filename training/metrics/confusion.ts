/** How often what is predicted above thresholds is there, and is not. */

import { ShapeError, ValueError } from "../../backends/errors.ts";
import { input } from "../../backends/expr.ts";
import {
  eq,
  gt,
  max,
  min,
  mul,
  not,
  select,
  x,
  y,
} from "../../autograd/formula.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { mul as product, sub } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mapSum } from "../../autograd/ops/map_sum.ts";
import { expandDims, reshape } from "../../autograd/ops/reshape.ts";
import { slice } from "../../autograd/ops/window.ts";
import { Tensor } from "../../autograd/tensor.ts";
import { checkNumber } from "../../layers/options.ts";
import { toSameRank } from "../losses/reduction.ts";
import { keepTop } from "./classes.ts";
import type { State } from "./state.ts";

/** Which elements are counted, and how. */
export interface Counting {
  /** What they have to exceed. */
  readonly thresholds: readonly number[];
  /** How many of the highest predictions of a sample count; all if not given. */
  readonly topK?: number | null;
  /** The only class that counts; all do if not given. */
  readonly classId?: number | null;
  /** Whether each class is counted for itself. */
  readonly isMultiLabel?: boolean;
  /** The weights of the classes. */
  readonly labelWeights?: readonly number[] | null;
}

/** What errors of counting compare: all of it of shape [thresholds, classes], with 1 for the classes if they are counted as one. */
export interface Counts {
  /** What is predicted and there. */
  readonly truePositives: Tensor;
  /** What is predicted and not there. */
  readonly falsePositives: Tensor;
  /** What is neither predicted nor there. */
  readonly trueNegatives: Tensor;
  /** What is there and not predicted. */
  readonly falseNegatives: Tensor;
}

// Inputs: prediction, threshold, target, weight.
const isAbove = gt(x, y);
const isThere = not(eq(input(2), 0));
const hit = select(mul(isAbove, isThere), input(3), 0);
const miss = select(isThere, 0, select(isAbove, input(3), 0));
const there = select(eq(x, 0), 0, y);
const absent = select(eq(x, 0), y, 0);
const placed = mul(min(max(x, 0), 1), y);

/** The counts of all batches so far. */
export class Confusion {
  readonly #counting: Counting;
  readonly #states: readonly State[];

  /** On four sums that the metric remembers. */
  constructor(counting: Counting, addState: () => State) {
    this.#counting = counting;
    this.#states = [addState(), addState(), addState(), addState()];
  }

  /** Takes a batch into account. */
  add(yTrue: Tensor, yPred: Tensor, sampleWeight: Tensor | null): void {
    const { thresholds, topK, classId, isMultiLabel, labelWeights } =
      this.#counting;
    let [p, t] = toSameRank(yPred, yTrue);
    let weight = weightsLike(t, sampleWeight);
    if (topK) p = keepTop(p, topK);
    if (classId !== null && classId !== undefined) {
      [t, p] = [ofClass(t, classId), ofClass(p, classId)];
    }
    if (labelWeights) {
      const all = Tensor.from(p.backend, labelWeights, [labelWeights.length]);
      weight = weight ? product(weight, all) : all;
    }
    if (isMultiLabel && p.rank !== 2) {
      throw new ShapeError(
        `Cannot update a metric of several labels: expected predictions of shape [batch, labels], received [${
          p.shape.join(", ")
        }]`,
        { expected: [], actual: p.shape },
      );
    }
    const shape = isMultiLabel ? [1, ...p.shape] : [1, p.size, 1];
    const w = weight
      ? reshape(broadcastTo(weight, p.shape), shape)
      : Tensor.from(p.backend, [1], []);
    const [labels, given] = [reshape(t, shape), reshape(p, shape)];
    const [limits, values] = compared(thresholds, given);
    const inputs = [values, limits, labels, w];
    const parts = [
      mapSum(hit, inputs, { axis: 1 }),
      mapSum(miss, inputs, { axis: 1 }),
      mapSum(there, [labels, w], { axis: 1 }),
      mapSum(absent, [labels, w], { axis: 1 }),
    ];
    this.#states.forEach((state, i) => state.add(parts[i]));
  }

  /** The counts. */
  read(): Counts {
    const { length } = this.#counting.thresholds;
    const [truePositives, falsePositives, positives, negatives] = this.#states
      .map((state, i) => state.read([i < 2 ? length : 1, 1]));
    return {
      truePositives,
      falsePositives,
      trueNegatives: sub(negatives, falsePositives),
      falseNegatives: sub(positives, truePositives),
    };
  }
}

function weightsLike(t: Tensor, sampleWeight: Tensor | null): Tensor | null {
  if (!sampleWeight) return null;
  return sampleWeight.rank < t.rank
    ? expandDims(sampleWeight, -1)
    : sampleWeight;
}

function ofClass(x: Tensor, id: number): Tensor {
  const start = x.shape.map((_, i) => i === x.rank - 1 ? id : 0);
  const size = x.shape.map((n, i) => i === x.rank - 1 ? 1 : n);
  return slice(x, start, size);
}

/**
 * Thresholds [thresholds, 1, 1] and what is compared with them. Those at equal distances from 0 to 1 are compared as numbers
 * of steps, which rounds as Keras does; what lies on the first of them exceeds it if that is just below 0.
 */
function compared(
  thresholds: readonly number[],
  predictions: Tensor,
): [Tensor, Tensor] {
  const count = thresholds.length, { backend } = predictions;
  const isEven = isEvenlySpaced(thresholds);
  const steps = thresholds.map((_, i) => i === 0 && thresholds[0] < 0 ? -1 : i);
  const limits = Tensor.from(backend, isEven ? steps : thresholds, [
    count,
    1,
    1,
  ]);
  if (!isEven) return [limits, predictions];
  return [limits, elementwise(placed, [predictions, count - 1])];
}

function isEvenlySpaced(thresholds: readonly number[]): boolean {
  const count = thresholds.length;
  return count >= 3 && thresholds.every((threshold, i) => {
    const even = i / (count - 1);
    return Math.abs(threshold - even) <= 1.1e-7 + 1e-5 * even;
  });
}

/**
 * Thresholds as a list.
 *
 * @throws {ValueError} if one is not from 0 to 1.
 */
export function toThresholds(
  owner: string,
  thresholds: number | readonly number[] | null | undefined,
  otherwise: number,
): readonly number[] {
  if (thresholds === null || thresholds === undefined) return [otherwise];
  const list = typeof thresholds === "number" ? [thresholds] : thresholds;
  for (const threshold of list) {
    if (checkNumber(owner, "thresholds", threshold) < 0 || threshold > 1) {
      throw new ValueError(
        `Cannot make ${owner}: expected thresholds in [0, 1], received ${threshold}`,
      );
    }
  }
  return list;
}

/** One number for one threshold, else [thresholds]. */
export function byThreshold(counts: Tensor): Tensor {
  return reshape(counts, counts.size === 1 ? [] : [counts.size]);
}
