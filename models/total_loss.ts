/** What a step makes smaller: the loss and the penalties of the model. */

import { ShapeError } from "../config/errors.ts";
import { typeName } from "../autograd/op.ts";
import { add } from "../autograd/ops/elementwise.ts";
import { show } from "../autograd/ops/axes.ts";
import { Tensor } from "../autograd/tensor.ts";

/**
 * The sum of a loss and of penalties, all of shape [].
 *
 * @throws {TypeError} if the loss is no tensor.
 * @throws {ShapeError} if it is not a scalar: what its gradient would mean nobody has said.
 */
export function totalLoss(
  loss: unknown,
  penalties: readonly Tensor[],
): Tensor {
  if (!(loss instanceof Tensor)) {
    throw new TypeError(
      `Cannot make a training step: expected the loss to be a tensor of shape [], received ${
        typeName(loss)
      }`,
    );
  }
  if (loss.rank > 0) {
    throw new ShapeError(
      `Cannot make a training step: expected the loss to be a scalar of shape [], such as the mean of losses, received shape ${
        show(loss.shape)
      }`,
      { expected: [], actual: loss.shape },
    );
  }
  return penalties.reduce((total, penalty) => add(total, penalty), loss);
}
