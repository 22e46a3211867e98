/** The categorical cross-entropy. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { mul, neg, x, y } from "../../autograd/formula.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Config } from "../../config/serialization.ts";
import { logProbabilities, smooth, toClasses } from "./class_probabilities.ts";
import {
  checkCrossentropy,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
} from "./entropy_options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";

/** The options of `CategoricalCrossentropy`. */
export interface CategoricalCrossentropyOptions
  extends LossOptions, CrossentropyOptions {}

const ofClass = neg(mul(x, y));

/**
 * The cross-entropy of classes along an axis: one number a sample, or a pixel. Probabilities are first made to add up to 1.
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 */
export function categoricalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CrossentropyOptions = {},
): Tensor {
  checkArgumentCount("compute categoricalCrossentropy", arguments, 3);
  const name = "categoricalCrossentropy";
  const { fromLogits, labelSmoothing, ...rest } = checkCrossentropy(
    name,
    options,
  );
  const { targets, predictions, axis } = toClasses(
    name,
    yTrue,
    yPred,
    rest.axis,
  );
  const logs = logProbabilities(predictions, fromLogits, axis);
  const each = elementwise(ofClass, [smooth(targets, labelSmoothing), logs]);
  return sum(each, { axis });
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
 */
export class CategoricalCrossentropy extends Loss {
  /** Whether predictions are logits. */
  readonly fromLogits: boolean;
  /** How far targets are moved towards the same share for each of the classes. */
  readonly labelSmoothing: number;
  /** The axis of the classes. */
  readonly axis: number;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if the smoothing is not from 0 to 1.
   */
  constructor(options: CategoricalCrossentropyOptions = {}) {
    const owner = "CategoricalCrossentropy";
    checkArguments(owner, arguments, [
      ...LOSS_OPTIONS,
      ...CROSSENTROPY_OPTIONS,
    ]);
    const { name, reduction, dtype, ...rest } = options;
    super("categorical_crossentropy", { name, reduction, dtype });
    const { fromLogits, labelSmoothing, axis } = checkCrossentropy(owner, rest);
    this.fromLogits = fromLogits;
    this.labelSmoothing = labelSmoothing;
    this.axis = axis;
  }

  /** The axis of the classes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const { fromLogits, labelSmoothing, axis } = this;
    const options = { fromLogits, labelSmoothing, axis };
    return categoricalCrossentropy(yTrue, yPred, options);
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
