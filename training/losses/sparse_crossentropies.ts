/** The cross-entropies of targets that are numbers of classes: the plain one, and the generalized one for wrong labels. */

import {
  div,
  mul,
  neg,
  pow,
  sub,
  where,
  x,
  y,
} from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { expandDims, reshape } from "../../autograd/ops/reshape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { integer, number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { pick, unless } from "../rows.ts";
import {
  countedLabels,
  logProbabilities,
  ofClasses,
  oneHot,
  toLabels,
} from "./class_probabilities.ts";
import { SPARSE_CROSSENTROPY, type SparseCrossentropyOptions } from "./rows.ts";
import { Loss, type LossOptions } from "./loss.ts";

/**
 * The options of `SparseCategoricalCrossentropy`.
 * @category Losses
 */
export interface SparseCategoricalCrossentropyOptions
  extends LossOptions, SparseCrossentropyOptions {}

const ofClass = neg(mul(x, y));
const kept = where(y, x, 0);

/**
 * The cross-entropy of classes along an axis, of targets without that axis, or with one of size 1: one number a sample, or a
 * pixel; 0 for those of the ignored class. Of a target that is no class (negative, no whole number, or above the last) both
 * it and the gradient are NaN: they show on the device, where no error can be thrown.
 *
 * @throws {ShapeError} if targets and predictions differ in shape otherwise.
 *
 * @category Losses
 */
export function sparseCategoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: SparseCrossentropyOptions = {},
): Tensor {
  const name = "sparseCategoricalCrossentropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const own = readOptions(action, SPARSE_CROSSENTROPY, options);
  const [t, p] = toTensors(name, [yTrue, yPred]);
  const axis = toAxis(name, own.axis, p.rank);
  const labels = toLabels(name, t, p, axis);
  const mask = own.ignoreClass === null
    ? null
    : countedLabels(labels, own.ignoreClass);
  // What does not count must not spoil the gradient, whatever it is.
  const counted = mask ? elementwise(kept, [p, expandDims(mask, axis)]) : p;
  const logs = logProbabilities(counted, own.fromLogits, axis);
  const targets = oneHot(labels, p.shape[axis], axis);
  const crossed = sum(elementwise(ofClass, [targets, logs]), { axis });
  const losses = ops.mul(crossed, ofClasses(labels, p.shape[axis]));
  return mask ? elementwise(kept, [losses, mask]) : losses;
}

/**
 * The cross-entropy between targets that are numbers of classes and predicted probabilities or logits of the classes. It is
 * NaN as soon as a target is no class, and so are the weights after such a step.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.SparseCategoricalCrossentropy({ ignoreClass: 2 });
 * const value = loss.call(dg.tensor([1, 2]), dg.tensor([[0.2, 0.5, 0.3], [1, 0, 0]]));
 * assertAlmostEquals(await value.item(), Math.log(2), 1e-6);
 * ```
 *
 * @category Losses
 */
export class SparseCategoricalCrossentropy
  extends Loss<SparseCategoricalCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = {
    ...SPARSE_CROSSENTROPY,
    // The metric writes it, but the loss does not.
    axis: unless(-1, integer(-1)),
  } satisfies Schema<SparseCategoricalCrossentropyOptions, LossOptions>;
  /** Whether predictions are logits. */
  declare readonly fromLogits: boolean;
  /** The class whose samples do not count; `null` where all do. */
  declare readonly ignoreClass: number | null;
  /** The axis of the classes. */
  declare readonly axis: number;

  /** The axis of the classes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const options = pick(SPARSE_CROSSENTROPY, this);
    return sparseCategoricalCrossentropy(yTrue, yPred, options);
  }

  /** Targets of the ignored class do not count. */
  protected override maskOf(losses: Tensor, yTrue: Tensor): Tensor | null {
    if (this.ignoreClass === null) return null;
    return countedLabels(reshape(yTrue, losses.shape), this.ignoreClass);
  }
}

/**
 * Between which losses the generalized cross-entropy lies.
 * @category Losses
 */
export interface GeneralizedOptions {
  /** Between 0, the cross-entropy, and 1, the absolute error; 0.5 if not given. */
  readonly q?: number;
}

/**
 * The options of `CategoricalGeneralizedCrossEntropy`.
 * @category Losses
 */
export interface CategoricalGeneralizedCrossEntropyOptions
  extends LossOptions, GeneralizedOptions {}

const GENERALIZED = {
  q: number(0.5, { above: 0, below: 1 }),
} satisfies Schema<GeneralizedOptions>;

const generalized = div(sub(1, pow(x, y)), y);

/**
 * `(1 - p^q) / q` for the probability `p` of the right class: less bent by wrong labels than the cross-entropy. Targets are
 * numbers of classes; of one that is no class both it and its gradient are NaN.
 *
 * Zhang and Sabuncu: Generalized cross entropy loss for training deep neural networks with noisy labels (2018).
 *
 * @throws {ShapeError} if the targets are not of the predictions' shape without the last axis.
 * @throws {ValueError} if `q` is not between 0 and 1.
 *
 * @category Losses
 */
export function categoricalGeneralizedCrossEntropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: GeneralizedOptions = {},
): Tensor {
  const name = "categoricalGeneralizedCrossEntropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const { q } = readOptions(action, GENERALIZED, options);
  const [t, p] = toTensors(name, [yTrue, yPred]);
  const axis = toAxis(name, -1, p.rank);
  const labels = toLabels(name, t, p, axis);
  const targets = oneHot(labels, p.shape[axis], axis);
  const known = ofClasses(labels, p.shape[axis]);
  const chosen = ops.mul(sum(ops.mul(p, targets), { axis }), known);
  return elementwise(generalized, [chosen, q]);
}

/**
 * The generalized cross-entropy, for labels that may be wrong.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CategoricalGeneralizedCrossEntropy();
 * const value = loss.call(dg.tensor([1]), dg.tensor([[0.75, 0.25]]));
 * assertAlmostEquals(await value.item(), 1, 1e-6);
 * ```
 *
 * @category Losses
 */
export class CategoricalGeneralizedCrossEntropy
  extends Loss<CategoricalGeneralizedCrossEntropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = GENERALIZED satisfies Schema<
    CategoricalGeneralizedCrossEntropyOptions,
    LossOptions
  >;
  /** Between 0, the cross-entropy, and 1, the absolute error. */
  declare readonly q: number;

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalGeneralizedCrossEntropy(yTrue, yPred, { q: this.q });
  }
}
