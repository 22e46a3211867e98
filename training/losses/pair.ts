/** Targets, predictions and weights that go together. */

import { show } from "../../autograd/ops/axes.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import type { Shape } from "../../backends/view.ts";
import { ShapeError } from "../../config/errors.ts";
import { toSameRank } from "./reduction.ts";

/**
 * Targets and predictions as tensors of one rank, where their ranks differ by a last axis of size 1.
 *
 * @throws {ShapeError} if they do not broadcast together.
 */
export function toPair(
  name: string,
  yTrue: TensorLike,
  yPred: TensorLike,
): [Tensor, Tensor] {
  const [targets, predictions] = toTensors(name, [yTrue, yPred]);
  const pair = toSameRank(targets, predictions);
  if (goTogether(pair[0].shape, pair[1].shape)) return pair;
  throw new ShapeError(
    `Cannot compute ${name}: expected predictions of the targets' shape ${
      show(targets.shape)
    }, received ${show(predictions.shape)}`,
    { expected: targets.shape, actual: predictions.shape },
  );
}

/**
 * Refuses weights that do not broadcast with the values they weigh, and says which would.
 *
 * @throws {ShapeError} if they do not.
 */
export function checkWeight(
  action: string,
  weight: Shape,
  weighed: Shape,
): void {
  if (goTogether(weight, weighed)) return;
  const each = weighed.map((size, axis) => axis === 0 ? size : 1);
  throw new ShapeError(
    `Cannot ${action}: expected sampleWeight to be of a shape that broadcasts with ${
      show(weighed)
    }, such as ${show(each)} for one weight a sample, received shape ${
      show(weight)
    }`,
    { expected: weighed, actual: weight },
  );
}

// Shapes broadcast together: aligned at the last axis, sizes are the same or 1.
function goTogether(a: Shape, b: Shape): boolean {
  return a.toReversed().every((size, i) => {
    const other = b.at(-1 - i);
    return other === undefined || size === other || size === 1 || other === 1;
  });
}
