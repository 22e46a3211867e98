/** Losses that fold an expression of target and prediction over the last axis. */

import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { elementwise } from "../../autograd/ops/elementwise_op.ts";
import { mean, type sum } from "../../autograd/ops/reduce.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Expr } from "../../backends/expr.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { toPair } from "./pair.ts";

/**
 * From targets and predictions of shape [batch, ..., size] to losses of shape [batch, ...].
 * @category Losses
 */
export type PointwiseLoss = (yTrue: TensorLike, yPred: TensorLike) => Tensor;

/** How a pointwise loss reads its targets and folds its values. */
interface Folding {
  /** How the last axis is folded; by its mean if not given. */
  readonly fold?: typeof mean | typeof sum;
  /** The targets that the given ones mean; the same if not given. */
  readonly meant?: (targets: Tensor) => Tensor;
}

/** The loss of this name; the first input of the expression is the target, the second the prediction. */
export function pointwise(
  name: string,
  expr: Expr,
  { fold = mean, meant }: Folding = {},
): PointwiseLoss {
  return {
    // A method of this name is a function of this name.
    [name](yTrue: TensorLike, yPred: TensorLike): Tensor {
      checkArgumentCount(`compute ${name}`, arguments, 2);
      const [t, p] = toTensors(name, [yTrue, yPred]);
      const pair = toPair(name, meant ? meant(t) : t, p);
      const each = elementwise(expr, pair);
      return each.rank === 0 ? each : fold(each, { axis: -1 });
    },
  }[name];
}
