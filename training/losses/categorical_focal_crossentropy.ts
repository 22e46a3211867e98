/** The categorical cross-entropy of which the easy part counts less. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { input } from "../../backends/expr.ts";
import { log, mul, neg, pow, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import { mul as scale } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import { softmax } from "../../autograd/ops/softmax.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { probabilities, smooth, toClasses } from "./class_probabilities.ts";
import {
  checkCrossentropy,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
} from "./entropy_options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";

/** How predictions are meant, and how much the easy ones count. */
export interface CategoricalFocalOptions extends CrossentropyOptions {
  /** The weight of a class; 0.25 if not given. */
  readonly alpha?: number;
  /** How fast what is predicted well loses weight; 2 if not given. */
  readonly gamma?: number;
}

/** The options of `CategoricalFocalCrossentropy`. */
export interface CategoricalFocalCrossentropyOptions
  extends LossOptions, CategoricalFocalOptions {}

const OPTIONS = [...CROSSENTROPY_OPTIONS, "alpha", "gamma"];

const focal = neg(mul(pow(sub(1, y), input(2)), mul(x, log(y))));

/**
 * The cross-entropies of classes times `alpha (1 - p)^gamma`, summed over an axis: one number a sample, or a pixel.
 *
 * Lin et al.: Focal loss for dense object detection (2018).
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 */
export function categoricalFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: CategoricalFocalOptions = {},
): Tensor {
  checkArgumentCount("compute categoricalFocalCrossentropy", arguments, 3);
  const name = "categoricalFocalCrossentropy";
  const { alpha, gamma, fromLogits, labelSmoothing, ...rest } = check(
    name,
    options,
  );
  const { targets, predictions, axis } = toClasses(
    name,
    yTrue,
    yPred,
    rest.axis,
  );
  const shares = fromLogits ? softmax(predictions, { axis }) : predictions;
  const p = probabilities(shares, axis);
  const each = elementwise(focal, [smooth(targets, labelSmoothing), p, gamma]);
  return scale(sum(each, { axis }), alpha);
}

function check(
  owner: string,
  options: CategoricalFocalOptions,
): Required<CategoricalFocalOptions> {
  checkOptions(owner, options, OPTIONS);
  const { alpha = 0.25, gamma = 2, ...rest } = options;
  checkNumber(owner, "alpha", alpha);
  checkNumber(owner, "gamma", gamma);
  return { ...checkCrossentropy(owner, rest), alpha, gamma };
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
 */
export class CategoricalFocalCrossentropy extends Loss {
  readonly #options: Required<CategoricalFocalOptions>;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: CategoricalFocalCrossentropyOptions = {}) {
    const owner = "CategoricalFocalCrossentropy";
    checkArguments(owner, arguments, [...LOSS_OPTIONS, ...OPTIONS]);
    const { name, reduction, dtype, ...rest } = options;
    super("categorical_focal_crossentropy", { name, reduction, dtype });
    this.#options = check(owner, rest);
  }

  /** The axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalFocalCrossentropy(yTrue, yPred, this.#options);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const options = this.#options;
    return {
      ...super.getConfig(),
      from_logits: options.fromLogits,
      label_smoothing: options.labelSmoothing,
      axis: options.axis,
      alpha: options.alpha,
      gamma: options.gamma,
    };
  }
}
