/** Targets and predictions that go together. */

import { ShapeError } from "../../config/errors.ts";
import type { Shape } from "../../backends/view.ts";
import { type TensorLike, toTensors } from "../../autograd/op.ts";
import { show } from "../../autograd/ops/axes.ts";
import type { Tensor } from "../../autograd/tensor.ts";
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

/** Whether shapes broadcast together: aligned at the last axis, sizes are the same or 1. */
export function goTogether(a: Shape, b: Shape): boolean {
  return a.toReversed().every((size, i) => {
    const other = b.at(-1 - i);
    return other === undefined || size === other || size === 1 || other === 1;
  });
}
