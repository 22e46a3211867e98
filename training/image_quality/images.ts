/** Pairs of images, as the measures of their likeness take them. */

import { show } from "../../autograd/ops/axes.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { ShapeError } from "../../config/errors.ts";

/**
 * Two tensors of images, of one shape `[..., height, width, channels]`.
 *
 * @throws {ShapeError} if they are of other shapes, or smaller than `least` on a side.
 */
export function toImages(
  name: string,
  first: TensorLike,
  second: TensorLike,
  least = 1,
): [Tensor, Tensor] {
  const [a, b] = toTensors(name, [first, second]);
  const isSame = a.rank === b.rank &&
    a.shape.every((size, axis) => size === b.shape[axis]);
  if (a.rank >= 3 && isSame && a.shape.slice(-3, -1).every((n) => n >= least)) {
    return [a, b];
  }
  const smallest = least > 1 ? ` of at least ${least} x ${least} pixels` : "";
  throw new ShapeError(
    `Cannot compute ${name}: expected images of one shape [..., height, width, channels]${smallest}, received ${
      show(a.shape)
    } and ${show(b.shape)}`,
    { expected: a.shape, actual: b.shape },
  );
}
