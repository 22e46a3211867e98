/** Activations of the vectors along an axis: the softmax family, and the gated linear unit. */

import { ValueError } from "../../config/errors.ts";
import { integer } from "../../config/rows.ts";
import type { Schema } from "../../config/schema.ts";
import * as f from "../../autograd/formula.ts";
import { reduce } from "../../autograd/kernel.ts";
import { toTensor } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { broadcastTo } from "../../autograd/ops/broadcast.ts";
import { div, less, mul, relu, sub } from "../../autograd/ops/elementwise.ts";
import { applyRow, elementwiseOp } from "../../autograd/ops/elementwise_op.ts";
import { max, sum } from "../../autograd/ops/reduce.ts";
import { expandDims } from "../../autograd/ops/reshape.ts";
import { split } from "../../autograd/ops/slice.ts";
import { noGrad } from "../../autograd/tape.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { type ActivationWith, reading } from "./activation.ts";

export type { SoftmaxOptions } from "../../autograd/ops/options.ts";
export { logSoftmax, softmax } from "../../autograd/ops/softmax.ts";

/**
 * The option of `sparsemax`.
 * @category Activations
 */
export interface SparsemaxOptions {
  /** The axis of the vectors that are projected, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

/**
 * The nearest vector of numbers, 0 or more, that sum to 1: like softmax, but with exact zeros. Every element is
 * compared with every other of its vector, so the time grows with the square of the vectors' length; the memory does
 * not.
 *
 * Martins, Astudillo: From softmax to sparsemax (ICML 2016).
 *
 * @throws {ValueError} if the axis is out of range.
 *
 * @category Activations
 */
export const sparsemax: ActivationWith<SparsemaxOptions> = reading(
  "sparsemax",
  { axis: integer(-1) } satisfies Schema<SparsemaxOptions>,
  (x, options) => {
    const tensor = toTensor("sparsemax", x);
    const axis = toAxis("sparsemax", options.axis, tensor.rank);
    const over = { axis, keepdims: true };
    const z = sub(tensor, noGrad(() => max(tensor, over)));
    const support = noGrad(() => supportOf(z, axis));
    const threshold = div(
      sub(sum(mul(support, z), over), 1),
      noGrad(() => sum(support, over)),
    );
    return mul(support, relu(sub(z, threshold)));
  },
);

const excess = f.maximum(0, f.sub(f.x, f.y));

/** 1 where the projection is not 0: where all that stands above an element stands above it by less than 1. */
function supportOf(z: Tensor, axis: number): Tensor {
  const pairs = z.shape.toSpliced(axis, 0, z.shape[axis]);
  // Axis `axis` of the pairs counts the elements, the axis after it those they are compared with.
  const others = broadcastTo(expandDims(z, axis), pairs);
  const own = broadcastTo(expandDims(z, axis + 1), pairs);
  const kept = pairs.with(axis + 1, 1);
  return less(reduce("sum", excess, [others, own], kept, z.shape), 1);
}

/**
 * The option of `glu`.
 * @category Activations
 */
export interface GluOptions {
  /** The axis that is split, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

const gate = f.sigmoid(f.y);
const gluOp = elementwiseOp("glu", {
  value: f.mul(f.x, gate),
  partials: [gate, f.mul(f.x, gate, f.sub(1, gate))],
});

/**
 * The first half of an axis times the sigmoid of the second.
 *
 * Dauphin, Fan, Auli, Grangier: Language modeling with gated convolutional networks (ICML 2017).
 *
 * @throws {ValueError} if the axis is out of range or of odd size.
 *
 * @category Activations
 */
export const glu: ActivationWith<GluOptions> = reading(
  "glu",
  { axis: integer(-1) } satisfies Schema<GluOptions>,
  (x, options) => {
    const tensor = toTensor("glu", x);
    const axis = toAxis("glu", options.axis, tensor.rank);
    if (tensor.shape[axis] % 2 === 0) {
      return applyRow(gluOp, split(tensor, 2, axis));
    }
    throw new ValueError(
      `Cannot compute glu: expected axis ${axis} to have an even size, received shape [${
        tensor.shape.join(", ")
      }]`,
    );
  },
);
