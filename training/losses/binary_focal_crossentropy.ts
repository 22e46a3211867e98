/** The binary cross-entropy of which the easy part counts less. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { input } from "../../backends/expr.ts";
import { add, mul, pow, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import {
  add as plus,
  mul as scale,
  sigmoid,
} from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { binaryEntropy } from "./binary_entropy.ts";
import { toClasses } from "./class_probabilities.ts";
import {
  checkBoolean,
  checkCrossentropy,
  CROSSENTROPY_OPTIONS,
  type CrossentropyOptions,
} from "./entropy_options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";

/** How predictions are meant, and how much the easy ones count. */
export interface BinaryFocalOptions extends CrossentropyOptions {
  /** Whether targets of 1 are weighed by `alpha`, and those of 0 by the rest; `false` if not given. */
  readonly applyClassBalancing?: boolean;
  /** The weight of targets of 1; 0.25 if not given. */
  readonly alpha?: number;
  /** How fast what is predicted well loses weight; 2 if not given. */
  readonly gamma?: number;
}

/** The options of `BinaryFocalCrossentropy`. */
export interface BinaryFocalCrossentropyOptions
  extends LossOptions, BinaryFocalOptions {}

const OPTIONS = [
  ...CROSSENTROPY_OPTIONS,
  "applyClassBalancing",
  "alpha",
  "gamma",
];

// Inputs: target, probability, gamma, and the weights of targets of 1 and of 0.
const right = add(mul(x, y), mul(sub(1, x), sub(1, y)));
const weight = add(mul(x, input(3)), mul(sub(1, x), input(4)));
const focal = mul(weight, pow(sub(1, right), input(2)), binaryEntropy);

/**
 * The mean over an axis of the binary cross-entropies times `(1 - p)^gamma`, where `p` is the probability of what is right: one
 * number a sample, or a pixel.
 *
 * Lin et al.: Focal loss for dense object detection (2018).
 *
 * @throws {ShapeError} if targets and predictions differ in shape.
 */
export function binaryFocalCrossentropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: BinaryFocalOptions = {},
): Tensor {
  checkArgumentCount("compute binaryFocalCrossentropy", arguments, 3);
  const name = "binaryFocalCrossentropy";
  const {
    applyClassBalancing,
    alpha,
    gamma,
    fromLogits,
    labelSmoothing,
    ...rest
  } = check(name, options);
  const { targets, predictions, axis } = toClasses(
    name,
    yTrue,
    yPred,
    rest.axis,
  );
  const p = fromLogits ? sigmoid(predictions) : predictions;
  const t = labelSmoothing === 0
    ? targets
    : plus(scale(targets, 1 - labelSmoothing), labelSmoothing / 2);
  const weights = applyClassBalancing ? [alpha, 1 - alpha] : [1, 1];
  return mean(elementwise(focal, [t, p, gamma, ...weights]), { axis });
}

function check(
  owner: string,
  options: BinaryFocalOptions,
): Required<BinaryFocalOptions> {
  checkOptions(owner, options, OPTIONS);
  const { applyClassBalancing = false, alpha = 0.25, gamma = 2, ...rest } =
    options;
  checkBoolean(owner, "applyClassBalancing", applyClassBalancing);
  checkNumber(owner, "alpha", alpha);
  checkNumber(owner, "gamma", gamma);
  return {
    ...checkCrossentropy(owner, rest),
    applyClassBalancing,
    alpha,
    gamma,
  };
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
 */
export class BinaryFocalCrossentropy extends Loss {
  readonly #options: Required<BinaryFocalOptions>;

  /**
   * Sets how predictions are meant.
   *
   * @throws {ValueError} if an option makes no sense.
   */
  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    const owner = "BinaryFocalCrossentropy";
    checkArguments(owner, arguments, [...LOSS_OPTIONS, ...OPTIONS]);
    const { name, reduction, dtype, ...rest } = options;
    super("binary_focal_crossentropy", { name, reduction, dtype });
    this.#options = check(owner, rest);
  }

  /** The axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return binaryFocalCrossentropy(yTrue, yPred, this.#options);
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const options = this.#options;
    return {
      ...super.getConfig(),
      from_logits: options.fromLogits,
      label_smoothing: options.labelSmoothing,
      axis: options.axis,
      apply_class_balancing: options.applyClassBalancing,
      alpha: options.alpha,
      gamma: options.gamma,
    };
  }
}
