/** The binary cross-entropy. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { ShapeError } from "../../config/errors.ts";
import { sameShape } from "../../backends/view.ts";
import * as f from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { add, mul } from "../../autograd/ops/elementwise.ts";
import { applyRow, elementwiseOp } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Config } from "../../config/serialization.ts";
import {
  checkCrossentropy,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
} from "./entropy_options.ts";
import { binaryEntropy } from "./binary_entropy.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { toSameRank } from "./reduction.ts";

/** The options of `BinaryCrossentropy`. */
export interface BinaryCrossentropyOptions
  extends LossOptions, CrossentropyOptions {}

const { x: target, y: prediction } = f;

const ofProbability = elementwiseOp("binaryCrossentropy", {
  value: binaryEntropy,
});

const ofLogit = elementwiseOp("binaryCrossentropy", {
  value: f.sub(f.softplus(prediction), f.mul(target, prediction)),
  partials: [f.neg(prediction), f.sub(f.sigmoid(prediction), target)],
});

/**
 * The mean of the cross-entropies over an axis: one number a sample, or a pixel.
 *
 * @throws {ShapeError} if targets and predictions differ in shape by more than a last axis of size 1.
 */
export function binaryCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CrossentropyOptions = {},
): Tensor {
  checkArgumentCount("compute binaryCrossentropy", arguments, 3);
  const name = "binaryCrossentropy";
  const { fromLogits, labelSmoothing, axis } = checkCrossentropy(name, options);
  const [t, p] = toSameRank(
    ...toTensors(name, [yTrue, yPred]) as [Tensor, Tensor],
  );
  if (!sameShape(t.shape, p.shape)) {
    throw new ShapeError(
      `Cannot compute ${name}: expected predictions of the targets' shape [${
        t.shape.join(", ")
      }], received [${p.shape.join(", ")}]`,
      { expected: t.shape, actual: p.shape },
    );
  }
  const smooth = labelSmoothing === 0
    ? t
    : add(mul(t, 1 - labelSmoothing), labelSmoothing / 2);
  const each = applyRow(fromLogits ? ofLogit : ofProbability, [smooth, p]);
  return each.rank === 0 ? each : mean(each, { axis });
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
 */
export class BinaryCrossentropy extends Loss {
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** How far targets are moved towards 1/2. */
  readonly labelSmoothing: number;
  /** The axis over which the mean is taken. */
  readonly axis: number;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: BinaryCrossentropyOptions = {}) {
    const owner = "BinaryCrossentropy";
    const known = [...LOSS_OPTIONS, ...CROSSENTROPY_OPTIONS];
    checkArguments(owner, arguments, known);
    const { name, reduction, dtype, ...rest } = options;
    super("binary_crossentropy", { name, reduction, dtype });
    const { fromLogits, labelSmoothing, axis } = checkCrossentropy(owner, rest);
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
    this.axis = axis;
  }

  /** The mean over the axis. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing, axis } = this;
    const options = { fromLogits, labelSmoothing, axis };
    return binaryCrossentropy(yTrue, yPred, options);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return {
      ...super.getConfig(),
      from_logits: this.fromLogits,
      label_smoothing: this.labelSmoothing,
      axis: this.axis,
    };
  }
}
