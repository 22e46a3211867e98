/** The cross-entropies of one-hot targets: the plain one, and the focal one, in which easy samples count less. */

import { log, mul, neg, pow, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { softmax } from "../../autograd/ops/softmax.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { input } from "../../backends/expr.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { pick } from "../rows.ts";
import {
  logProbabilities,
  probabilities,
  smooth,
  toSeveralClasses,
} from "./class_probabilities.ts";
import { CROSSENTROPY, type CrossentropyOptions } from "./rows.ts";
import { CrossentropyLoss } from "./crossentropy_loss.ts";
import type { LossOptions } from "./loss.ts";

/**
 * The options of `CategoricalCrossentropy`.
 * @category Losses
 */
export interface CategoricalCrossentropyOptions
  extends LossOptions, CrossentropyOptions {}

const ofClass = neg(mul(x, y));

/**
 * The cross-entropy of classes along an axis: one number a sample, or a pixel. Probabilities are first made to add up to 1.
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 *
 * @category Losses
 */
export function categoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CrossentropyOptions = {},
): Tensor {
  const name = "categoricalCrossentropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const own = readOptions(action, CROSSENTROPY, options);
  const { targets, predictions, axis } = toSeveralClasses(
    name,
    yTrue,
    yPred,
    own.axis,
  );
  const logs = logProbabilities(predictions, own.fromLogits, axis);
  const t = smooth(targets, own.labelSmoothing);
  return sum(elementwise(ofClass, [t, logs]), { axis });
}

/**
 * The cross-entropy between one-hot targets and predicted probabilities or logits of classes.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CategoricalCrossentropy({ fromLogits: true });
 * const value = loss.call(dg.tensor([[0, 1, 0]]), dg.tensor([[2, 2, 2]]));
 * assertAlmostEquals(await value.item(), Math.log(3), 1e-6);
 * ```
 *
 * @category Losses
 */
export class CategoricalCrossentropy
  extends CrossentropyLoss<CategoricalCrossentropyOptions> {
  /** The axis of the classes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalCrossentropy(yTrue, yPred, pick(CROSSENTROPY, this));
  }
}

/**
 * How predictions are meant, and how much the easy ones count.
 * @category Losses
 */
export interface CategoricalFocalOptions extends CrossentropyOptions {
  /** The weight of a class; 0.25 if not given. */
  readonly alpha?: number;
  /** How fast what is predicted well loses weight; 2 if not given. */
  readonly gamma?: number;
}

/**
 * The options of `CategoricalFocalCrossentropy`.
 * @category Losses
 */
export interface CategoricalFocalCrossentropyOptions
  extends LossOptions, CategoricalFocalOptions {}

const FOCAL = {
  ...CROSSENTROPY,
  alpha: number(0.25),
  gamma: number(2),
} satisfies Schema<CategoricalFocalOptions>;

const focal = neg(mul(pow(sub(1, y), input(2)), mul(x, log(y))));

/**
 * The cross-entropies of classes times `alpha (1 - p)^gamma`, summed over an axis: one number a sample, or a pixel.
 *
 * Lin et al.: Focal loss for dense object detection (2018).
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 *
 * @category Losses
 */
export function categoricalFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CategoricalFocalOptions = {},
): Tensor {
  const name = "categoricalFocalCrossentropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const own = readOptions(action, FOCAL, options);
  const { targets, predictions, axis } = toSeveralClasses(
    name,
    yTrue,
    yPred,
    own.axis,
  );
  const shares = own.fromLogits ? softmax(predictions, { axis }) : predictions;
  const p = probabilities(shares, axis);
  const t = smooth(targets, own.labelSmoothing);
  const each = elementwise(focal, [t, p, own.gamma]);
  return ops.mul(sum(each, { axis }), own.alpha);
}

/**
 * The cross-entropy of classes, of which what is predicted well counts less.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CategoricalFocalCrossentropy({ alpha: 1 });
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0.5, 0.5]]));
 * assertAlmostEquals(await value.item(), Math.log(2) / 4, 1e-6);
 * ```
 *
 * @category Losses
 */
export class CategoricalFocalCrossentropy
  extends CrossentropyLoss<CategoricalFocalCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = FOCAL satisfies Schema<
    CategoricalFocalCrossentropyOptions,
    LossOptions
  >;
  /** The weight of a class. */
  declare readonly alpha: number;
  /** How fast what is predicted well loses weight. */
  declare readonly gamma: number;

  /** The axis of the classes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalFocalCrossentropy(yTrue, yPred, pick(FOCAL, this));
  }
}
