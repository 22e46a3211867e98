/** Losses of how little predicted areas overlap with their targets. */

import { checkArgumentCount } from "../../config/options.ts";
import { checkArguments } from "../check_arguments.ts";
import { ValueError } from "../../config/errors.ts";
import { input } from "../../backends/expr.ts";
import { add, div, mul, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import type { Axes } from "../../autograd/ops/axes.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkNumber, checkOptions, quote } from "../../config/checks.ts";
import type { Config } from "../../config/serialization.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { toPair } from "./pair.ts";

/** The options of `Dice`. */
export interface DiceOptions extends LossOptions {
  /** The axes that are summed over; all if not given. */
  readonly axis?: number | readonly number[] | null;
}

const diceDistance = sub(1, div(mul(2, x), add(y, EPSILON)));

/**
 * 1 less twice the sum of the products over the sum of targets and predictions: one number for all, or for each sample if
 * the axes are all but the first.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function dice(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: { readonly axis?: number | readonly number[] | null } = {},
): Tensor {
  checkArgumentCount("compute dice", arguments, 3);
  checkOptions("dice", options, ["axis"]);
  const { axis } = options;
  const [t, p] = toPair("dice", yTrue, yPred);
  const all = ops.add(sum(t, { axis }), sum(p, { axis }));
  return elementwise(diceDistance, [sum(ops.mul(t, p), { axis }), all]);
}

/**
 * The Dice loss, for masks.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Dice();
 * const value = loss.call(dg.tensor([[1, 1]]), dg.tensor([[1, 0]]));
 * assertAlmostEquals(await value.item(), 1 / 3, 1e-5);
 * ```
 */
export class Dice extends Loss {
  /** The axes that are summed over; `null` for all. */
  readonly axis: number | readonly number[] | null;

  /**
   * Sets the axes.
   *
   * @throws {ValueError} if one is no integer.
   */
  constructor(options: DiceOptions = {}) {
    checkArguments("Dice", arguments, [...LOSS_OPTIONS, "axis"]);
    super("dice", options);
    this.axis = checkAxes("Dice", options.axis);
  }

  /** The axes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return dice(yTrue, yPred, { axis: this.axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    return { ...super.getConfig(), axis: this.axis };
  }
}

/** How errors are weighed, and what they are summed over. */
export interface OverlapOptions {
  /** The weight of what is there but not predicted; 0.5 if not given. */
  readonly alpha?: number;
  /** The weight of what is predicted but not there; 0.5 if not given. */
  readonly beta?: number;
  /** The axes that are summed over; all if not given. */
  readonly axis?: number | readonly number[] | null;
}

/** The options of `Tversky`. */
export interface TverskyOptions extends LossOptions, OverlapOptions {}

const OPTIONS = ["alpha", "beta", "axis"];

const onlyFirst = mul(x, sub(1, y));
// Inputs: what both have, what only the targets have, what only the predictions have, and the weights of these.
const tverskyDistance = sub(
  1,
  div(
    x,
    add(x, mul(y, input(3)), mul(input(2), input(4)), EPSILON),
  ),
);

/**
 * 1 less the share of what targets and predictions have in common: one number for all, or for each sample if the axes are
 * all but the first.
 *
 * Salehi, Erdogmus and Gholipour: Tversky loss function for image segmentation using 3D fully convolutional deep networks (2017).
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function tversky(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: OverlapOptions = {},
): Tensor {
  checkArgumentCount("compute tversky", arguments, 3);
  const { alpha, beta, axis } = check("tversky", options);
  const [t, p] = toPair("tversky", yTrue, yPred);
  const both = sum(ops.mul(t, p), { axis });
  const missed = sum(elementwise(onlyFirst, [t, p]), { axis });
  const invented = sum(elementwise(onlyFirst, [p, t]), { axis });
  return elementwise(tverskyDistance, [both, missed, invented, alpha, beta]);
}

function check(
  owner: string,
  options: OverlapOptions,
): { alpha: number; beta: number; axis: Axes } {
  checkOptions(owner, options, OPTIONS);
  const { alpha = 0.5, beta = 0.5, axis = null } = options;
  checkNumber(owner, "alpha", alpha);
  checkNumber(owner, "beta", beta);
  return { alpha, beta, axis };
}

/**
 * The Tversky loss, for masks of which little is 1.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.Tversky({ alpha: 0.25, beta: 0.75 });
 * const value = loss.call(dg.tensor([[1, 1]]), dg.tensor([[1, 0]]));
 * assertAlmostEquals(await value.item(), 0.2, 1e-5);
 * ```
 */
export class Tversky extends Loss {
  /** The weight of what is there but not predicted. */
  readonly alpha: number;
  /** The weight of what is predicted but not there. */
  readonly beta: number;
  /** The axes that are summed over; `null` for all. */
  readonly axis: number | readonly number[] | null;

  /**
   * Sets weights and axes.
   *
   * @throws {ValueError} if a weight is not a number, or an axis no integer.
   */
  constructor(options: TverskyOptions = {}) {
    checkArguments("Tversky", arguments, [...LOSS_OPTIONS, ...OPTIONS]);
    const { name, reduction, dtype, ...rest } = options;
    super("tversky", { name, reduction, dtype });
    const { alpha, beta, axis } = check("Tversky", rest);
    this.alpha = alpha;
    this.beta = beta;
    this.axis = checkAxes("Tversky", axis);
  }

  /** The axes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    const { alpha, beta, axis } = this;
    return tversky(yTrue, yPred, { alpha, beta, axis });
  }

  /** Keras's arguments. */
  override getConfig(): Config {
    const { alpha, beta, axis } = this;
    return { ...super.getConfig(), alpha, beta, axis };
  }
}

function checkAxes(
  owner: string,
  axis: number | readonly number[] | null = null,
): number | readonly number[] | null {
  const fits = axis === null || [axis].flat().every(Number.isInteger);
  if (fits) return axis;
  throw new ValueError(
    `Cannot make ${owner}: expected axis to be an integer, or several of them, received ${
      quote(axis)
    }`,
  );
}
