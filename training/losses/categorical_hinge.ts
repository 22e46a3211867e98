/** The categorical hinge loss. */

import { add, max as larger, mul, sub, x, y } from "../../autograd/formula.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mul as product } from "../../autograd/ops/elementwise.ts";
import { max, sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../layers/options.ts";
import { Loss, LOSS_OPTIONS, type LossOptions } from "./loss.ts";
import { toSameRank } from "./reduction.ts";

const wrong = mul(sub(1, x), y);
const margin = larger(add(sub(x, y), 1), 0);

/**
 * By how much the highest prediction for a wrong class comes closer than 1 to that for the right one: one number a sample,
 * or a pixel. Targets are one-hot along the last axis.
 *
 * @throws {ShapeError} if targets and predictions do not broadcast together.
 */
export function categoricalHinge(
  yTrue: TensorLike,
  yPred: TensorLike,
): Tensor {
  const [t, p] = toSameRank(
    ...toTensors("categoricalHinge", [yTrue, yPred]) as [Tensor, Tensor],
  );
  const right = sum(product(t, p), { axis: -1 });
  const highest = max(elementwise(wrong, [t, p]), { axis: -1 });
  return elementwise(margin, [highest, right]);
}

/**
 * The categorical hinge loss.
 *
 * @example
 * ```ts
 * import * as dg from "@decograd/decograd";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const loss = new dg.losses.CategoricalHinge();
 * const value = loss.call(dg.tensor([[0, 1]]), dg.tensor([[0.25, 0.75]]));
 * assertAlmostEquals(await value.item(), 0.5, 1e-6);
 * ```
 */
export class CategoricalHinge extends Loss {
  /** Sets name and reduction. */
  constructor(options: LossOptions = {}) {
    checkOptions("CategoricalHinge", options, LOSS_OPTIONS);
    super("categorical_hinge", options);
  }

  /** The last axis folded. */
  override perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return categoricalHinge(yTrue, yPred);
  }
}
