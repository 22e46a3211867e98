/** The gated linear unit. */

import { ValueError } from "../../config/errors.ts";
import * as f from "../../autograd/formula.ts";
import { type TensorLike, toTensor } from "../../autograd/op.ts";
import { toAxis } from "../../autograd/ops/axes.ts";
import { applyRow, elementwiseOp } from "../../autograd/ops/elementwise_op.ts";
import { split } from "../../autograd/ops/slice.ts";
import type { Tensor } from "../../autograd/tensor.ts";
import { checkOptions } from "../../config/checks.ts";

/** The option of `glu`. */
export interface GluOptions {
  /** The axis that is split, negative ones counted from the back; -1 if not given. */
  readonly axis?: number;
}

const { x, y } = f;
const gate = f.sigmoid(y);
const gluOp = elementwiseOp("glu", {
  value: f.mul(x, gate),
  partials: [gate, f.mul(x, gate, f.sub(1, gate))],
});

/**
 * The first half of an axis times the sigmoid of the second.
 *
 * Dauphin, Fan, Auli, Grangier: Language modeling with gated convolutional networks (ICML 2017).
 *
 * @throws {ValueError} if the axis is out of range or of odd size.
 */
export function glu(x: TensorLike, options: GluOptions = {}): Tensor {
  checkOptions("glu", options, ["axis"]);
  const tensor = toTensor("glu", x);
  const axis = toAxis("glu", options.axis ?? -1, tensor.rank);
  if (tensor.shape[axis] % 2 !== 0) {
    throw new ValueError(
      `Cannot compute glu: expected axis ${axis} to have an even size, received shape [${
        tensor.shape.join(", ")
      }]`,
    );
  }
  return applyRow(gluOp, split(tensor, 2, axis));
}
