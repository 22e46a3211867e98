/** The projection on the simplex. */

import * as f from "../../autograd/formula.ts";
import { reduce } from "../../autograd/kernel.ts";
import { type TensorLike, toTensor } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { div, less, mul, relu, sub } from "../../autograd/ops/elementwise.ts";
import { max, sum } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../config/checks.ts";

/** The option of `sparsemax`. */
export interface SparsemaxOptions {
  /** The axis of the vectors that are projected, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

const excess = f.maximum(0, f.sub(f.x, f.y));

/**
 * The nearest vector of numbers, 0 or more, that sum to 1: like softmax, but with exact zeros. Every element is
 * compared with every other of its vector, so the time grows with the square of the vectors' length; the memory does
 * not.
 *
 * Martins, Astudillo: From softmax to sparsemax (ICML 2016).
 *
 * @throws {ValueError} if the axis is out of range.
 */
export function sparsemax(
  x: TensorLike,
  options: SparsemaxOptions = {},
): Tensor {
  checkOptions("sparsemax", options, ["axis"]);
  const tensor = toTensor("sparsemax", x);
  const axis = toAxis("sparsemax", options.axis ?? -1, tensor.rank);
  const over = { axis, keepdims: true };
  const z = sub(tensor, noGrad(() => max(tensor, over)));
  const support = noGrad(() => supportOf(z, axis));
  const threshold = div(
    sub(sum(mul(support, z), over), 1),
    noGrad(() => sum(support, over)),
  );
  return mul(support, relu(sub(z, threshold)));
}

/** 1 where the projection is not 0: where all that stands above an element stands above it by less than 1. */
function supportOf(z: Tensor, axis: number): Tensor {
  const pairs = z.shape.toSpliced(axis, 0, z.shape[axis]);
  // Axis `axis` of the pairs counts the elements, the axis after it those they are compared with.
  const others = broadcastTo(expandDims(z, axis), pairs);
  const own = broadcastTo(expandDims(z, axis + 1), pairs);
  const kept = pairs.with(axis + 1, 1);
  return less(reduce("sum", excess, [others, own], kept, z.shape), 1);
}
