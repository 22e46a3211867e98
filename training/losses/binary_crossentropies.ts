/** The binary cross-entropy, and the focal one, in which easy samples count less. */

import * as f from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { add, mul, sigmoid } from "../../autograd/ops/elementwise.ts";
import {
  applyRow,
  elementwise,
  elementwiseOp,
} from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type Expr, input } from "../../backends/expr.ts";
import { sameShape } from "../../backends/view.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { ShapeError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { flag, number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { pick } from "../rows.ts";
import { toClasses } from "./class_probabilities.ts";
import { CROSSENTROPY, type CrossentropyOptions } from "./rows.ts";
import { CrossentropyLoss } from "./crossentropy_loss.ts";
import type { LossOptions } from "./loss.ts";
import { toSameRank } from "./reduction.ts";

/**
 * The options of `BinaryCrossentropy`.
 * @category Losses
 */
export interface BinaryCrossentropyOptions
  extends LossOptions, CrossentropyOptions {}

const { x: target, y: prediction } = f;

// log of a probability, clipped to [epsilon, 1 - epsilon]. 1 - p is clipped itself, rather than taken of the clipped p:
// near 1 float32 has no room for epsilon.
function logOf(probability: f.Term): Expr {
  return f.log(f.minimum(f.maximum(probability, EPSILON), 1 - EPSILON));
}

const entropy = f.neg(f.add(
  f.mul(target, logOf(prediction)),
  f.mul(f.sub(1, target), logOf(f.sub(1, prediction))),
));

const ofProbability = elementwiseOp("binaryCrossentropy", { value: entropy });
const ofLogit = elementwiseOp("binaryCrossentropy", {
  value: f.sub(f.softplus(prediction), f.mul(target, prediction)),
  partials: [f.neg(prediction), f.sub(f.sigmoid(prediction), target)],
});

/**
 * The mean of the cross-entropies over an axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions differ in shape by more than a last axis of size 1.
 *
 * @category Losses
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CrossentropyOptions = {},
): Tensor {
  const name = "binaryCrossentropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const { fromLogits, labelSmoothing, axis } = readOptions(
    action,
    CROSSENTROPY,
    options,
  );
  const [targets, predictions] = toTensors(name, [yTrue, yPred]);
  const [t, p] = toSameRank(targets, predictions);
  if (!sameShape(t.shape, p.shape)) {
    throw new ShapeError(
      `Cannot compute ${name}: expected predictions of the targets' shape [${
        t.shape.join(", ")
      }], received [${p.shape.join(", ")}]`,
      { expected: t.shape, actual: p.shape },
    );
  }
  const row = fromLogits ? ofLogit : ofProbability;
  const each = applyRow(row, [smoothed(t, labelSmoothing), p]);
  return each.rank === 0 ? each : mean(each, { axis });
}

/** Targets moved towards 1/2. */
function smoothed(targets: Tensor, labelSmoothing: number): Tensor {
  if (labelSmoothing === 0) return targets;
  return add(mul(targets, 1 - labelSmoothing), labelSmoothing / 2);
}

/**
 * The cross-entropy between targets, 0 or 1 or between, and predicted probabilities or logits.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.BinaryCrossentropy({ fromLogits: true });
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0, 0]]));
 * assertAlmostEquals(await value.item(), Math.log(2), 1e-6);
 * ```
 *
 * @category Losses
 */
export class BinaryCrossentropy
  extends CrossentropyLoss<BinaryCrossentropyOptions> {
  /** The mean over the axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryCrossentropy(yTrue, yPred, pick(CROSSENTROPY, this));
  }
}

/**
 * How predictions are meant, and how much the easy ones count.
 * @category Losses
 */
export interface BinaryFocalOptions extends CrossentropyOptions {
  /** Whether targets of 1 are weighed by `alpha`, and those of 0 by the rest; `false` if not given. */
  readonly applyClassBalancing?: boolean;
  /** The weight of targets of 1; 0.25 if not given. */
  readonly alpha?: number;
  /** How fast what is predicted well loses weight; 2 if not given. */
  readonly gamma?: number;
}

/**
 * The options of `BinaryFocalCrossentropy`.
 * @category Losses
 */
export interface BinaryFocalCrossentropyOptions
  extends LossOptions, BinaryFocalOptions {}

const FOCAL = {
  ...CROSSENTROPY,
  applyClassBalancing: flag(false),
  alpha: number(0.25),
  gamma: number(2),
} satisfies Schema<BinaryFocalOptions>;

// Inputs: target, probability, gamma, and the weights of targets of 1 and of 0.
const right = f.add(
  f.mul(target, prediction),
  f.mul(f.sub(1, target), f.sub(1, prediction)),
);
const weight = f.add(
  f.mul(target, input(3)),
  f.mul(f.sub(1, target), input(4)),
);
const focal = f.mul(weight, f.pow(f.sub(1, right), input(2)), entropy);

/**
 * The mean over an axis of the binary cross-entropies times `(1 - p)^gamma`, where `p` is the probability of what is right: one
 * number a sample, or a pixel.
 *
 * Lin et al.: Focal loss for dense object detection (2018).
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 *
 * @category Losses
 */
export function binaryFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: BinaryFocalOptions = {},
): Tensor {
  const name = "binaryFocalCrossentropy", action = `compute ${name}`;
  checkArgumentCount(action, arguments, 3);
  const own = readOptions(action, FOCAL, options);
  const { targets, predictions, axis } = toClasses(
    name,
    yTrue,
    yPred,
    own.axis,
  );
  const p = own.fromLogits ? sigmoid(predictions) : predictions;
  const t = smoothed(targets, own.labelSmoothing);
  const { alpha, gamma } = own;
  const weights = own.applyClassBalancing ? [alpha, 1 - alpha] : [1, 1];
  return mean(elementwise(focal, [t, p, gamma, ...weights]), { axis });
}

/**
 * The binary cross-entropy, of which what is predicted well counts less.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.BinaryFocalCrossentropy();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0.5, 0.5]]));
 * assertAlmostEquals(await value.item(), Math.log(2) / 4, 1e-6);
 * ```
 *
 * @category Losses
 */
export class BinaryFocalCrossentropy
  extends CrossentropyLoss<BinaryFocalCrossentropyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = FOCAL satisfies Schema<
    BinaryFocalCrossentropyOptions,
    LossOptions
  >;
  /** Whether targets of 1 are weighed by `alpha`, and those of 0 by the rest. */
  declare readonly applyClassBalancing: boolean;
  /** The weight of targets of 1. */
  declare readonly alpha: number;
  /** How fast what is predicted well loses weight. */
  declare readonly gamma: number;

  /** The mean over the axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryFocalCrossentropy(yTrue, yPred, pick(FOCAL, this));
  }
}
