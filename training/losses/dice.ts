/** The Dice loss. */

import { add, div, mul, sub, x, y } from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { EPSILON } from "../../layers/epsilon.ts";
import { checkOptions } from "../../layers/options.ts";
import type { Config } from "../../layers/serialization.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { toSameRank } from "./reduction.ts";

/** The options of `Dice`. */
export interface DiceOptions extends LossOptions {
  /** The axes that are summed over; all if not given. */
  readonly axis?: number | readonly number[] | null;
}

const distance = sub(1, div(mul(2, x), add(y, EPSILON)));

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
  checkOptions("dice", options, ["axis"]);
  const { axis } = options;
  const [t, p] = toSameRank(
    ...toTensors("dice", [yTrue, yPred]) as [Tensor, Tensor],
  );
  const all = ops.add(sum(t, { axis }), sum(p, { axis }));
  return elementwise(distance, [sum(ops.mul(t, p), { axis }), all]);
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

  /** Sets the axes. */
  constructor(options: DiceOptions = {}) {
    checkOptions("Dice", options, [...LOSS_OPTIONS, "axis"]);
    super("dice", options);
    this.axis = options.axis ?? null;
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
