/** Losses of masks: how little predicted areas overlap with their targets. */

import { add, div, mul, sub, x, y } from "../../autograd/formula.ts";
import type { TensorLike } from "../../autograd/op.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { input } from "../../backends/expr.ts";
import { EPSILON } from "../../config/epsilon.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { axes, type AxisLike, nullable, number } from "../../config/rows.ts";
import {
  type AnySchema,
  readOptions,
  type Schema,
} from "../../config/schema.ts";
import { pick } from "../rows.ts";
import { Loss, type LossOptions } from "./loss.ts";
import { toPair } from "./pair.ts";

/**
 * What overlaps are summed over.
 * @category Losses
 */
export interface OverlapAxes {
  /** The axes that are summed over; all if not given. */
  readonly axis?: AxisLike | null;
}

/**
 * The options of `Dice`.
 * @category Losses
 */
export interface DiceOptions extends LossOptions, OverlapAxes {}

const AXES = { axis: nullable(axes()) } satisfies Schema<OverlapAxes>;

const diceDistance = sub(1, div(mul(2, x), add(y, EPSILON)));

/**
 * 1 minus the Dice coefficient, which is twice the sum of the products over the sum of targets and predictions: one number
 * for all, or for each sample if the axes are all but the first.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export function dice(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: OverlapAxes = {},
): Tensor {
  checkArgumentCount("compute dice", arguments, 3);
  const { axis } = readOptions("compute dice", AXES, options);
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
 *
 * @category Losses
 */
export class Dice extends Loss<DiceOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = AXES satisfies Schema<
    DiceOptions,
    LossOptions
  >;
  /** The axes that are summed over; `null` for all. */
  declare readonly axis: AxisLike | null;

  /** The axes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return dice(yTrue, yPred, { axis: this.axis });
  }
}

/**
 * How errors are weighed, and what they are summed over.
 * @category Losses
 */
export interface OverlapOptions extends OverlapAxes {
  /** The weight of what is there but not predicted; 0.5 if not given. */
  readonly alpha?: number;
  /** The weight of what is predicted but not there; 0.5 if not given. */
  readonly beta?: number;
}

/**
 * The options of `Tversky`.
 * @category Losses
 */
export interface TverskyOptions extends LossOptions, OverlapOptions {}

const TVERSKY = {
  alpha: number(0.5),
  beta: number(0.5),
  ...AXES,
} satisfies Schema<OverlapOptions>;

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
 * 1 minus the Tversky index, which is the intersection of targets and predictions over it and the weighted errors: one number
 * for all, or for each sample if the axes are all but the first.
 *
 * Salehi, Erdogmus and Gholipour: Tversky loss function for image segmentation using 3D fully convolutional deep networks (2017).
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 *
 * @category Losses
 */
export function tversky(
  yTrue: TensorLike,
  yPred: TensorLike,
  options: OverlapOptions = {},
): Tensor {
  checkArgumentCount("compute tversky", arguments, 3);
  const own = readOptions("compute tversky", TVERSKY, options);
  const { alpha, beta, axis } = own;
  const [t, p] = toPair("tversky", yTrue, yPred);
  const both = sum(ops.mul(t, p), { axis });
  const missed = sum(elementwise(onlyFirst, [t, p]), { axis });
  const invented = sum(elementwise(onlyFirst, [p, t]), { axis });
  return elementwise(tverskyDistance, [both, missed, invented, alpha, beta]);
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
 *
 * @category Losses
 */
export class Tversky extends Loss<TverskyOptions> {
  /** The rows of its options. */
  static override readonly schema: AnySchema = TVERSKY satisfies Schema<
    TverskyOptions,
    LossOptions
  >;
  /** The weight of what is there but not predicted. */
  declare readonly alpha: number;
  /** The weight of what is predicted but not there. */
  declare readonly beta: number;
  /** The axes that are summed over; `null` for all. */
  declare readonly axis: AxisLike | null;

  /** The axes folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return tversky(yTrue, yPred, pick(TVERSKY, this));
  }
}
