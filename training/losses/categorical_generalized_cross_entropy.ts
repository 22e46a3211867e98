/** The generalized cross-entropy of classes. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { ValueError } from "../../config/errors.ts";
import { div, pow, sub, x, y } from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { mul } from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkNumber, checkOptions } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { ofClasses, oneHot, toLabels } from "./class_probabilities.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";

/** The options of `CategoricalGeneralizedCrossEntropy`. */
export interface CategoricalGeneralizedCrossEntropyOptions extends LossOptions {
  /** Between 0, the cross-entropy, and 1, the absolute error; 0.5 if not given. */
  readonly q?: number;
}

const generalized = div(sub(1, pow(x, y)), y);

/**
 * `(1 - p^q) / q` for the probability `p` of the right class: less bent by wrong labels than the cross-entropy. Targets are
 * numbers of classes; of one that is no class both it and its gradient are NaN.
 *
 * Zhang and Sabuncu: Generalized cross entropy loss for training deep neural networks with noisy labels (2018).
 *
 * @throws {ShapeError} if the targets are not of the predictions' shape without the last axis.
 * @throws {ValueError} if `q` is not between 0 and 1.
 */
export function categoricalGeneralizedCrossEntropy(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly q?: number } = {},
): Tensor {
  checkArgumentCount(
    "compute categoricalGeneralizedCrossEntropy",
    arguments,
    3,
  );
  const name = "categoricalGeneralizedCrossEntropy";
  checkOptions(name, options, ["q"]);
  const q = checkQ(name, options.q ?? 0.5);
  const [t, p] = toTensors(name, [yTrue, yPred]);
  const axis = toAxis(name, -1, p.rank);
  const labels = toLabels(name, t, p, axis);
  const targets = oneHot(labels, p.shape[axis], axis);
  const known = ofClasses(labels, p.shape[axis]);
  const chosen = mul(sum(mul(p, targets), { axis }), known);
  return elementwise(generalized, [chosen, q]);
}

function checkQ(owner: string, q: number): number {
  if (checkNumber(owner, "q", q) > 0 && q < 1) return q;
  throw new ValueError(
    `Cannot make ${owner}: expected q to be in the interval (0, 1), received ${q}`,
  );
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
 */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  /** Between 0, the cross-entropy, and 1, the absolute error. */
  readonly q: number;

  /**
   * Sets `q`.
   *
   * @throws {ValueError} if it is not between 0 and 1.
   */
  constructor(options: CategoricalGeneralizedCrossEntropyOptions = {}) {
    const owner = "CategoricalGeneralizedCrossEntropy";
    checkArguments(owner, arguments, [...LOSS_OPTIONS, "q"]);
    super("categorical_generalized_cross_entropy", options);
    this.q = checkQ(owner, options.q ?? 0.5);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalGeneralizedCrossEntropy(yTrue, yPred, { q: this.q });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), q: this.q };
  }
}
