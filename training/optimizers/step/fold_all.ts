/** One number of many tensors: one kernel each, and one that joins what they give. */

import type { ReduceFn } from "../../../backends/backend.ts";
import { type Expr, ITSELF } from "../../../backends/expr.ts";
import {
  broadcast,
  broadcastShapes,
  contiguous,
} from "../../../backends/view.ts";
import { reduce } from "../../../autograd/kernel.ts";
import { Tensor } from "../../../autograd/tensor.ts";

/** An expression over tensors that broadcast together. */
export interface Part {
  /** What to fold. */
  readonly expr: Expr;
  /** Input `i` is `inputs[i]`. */
  readonly inputs: readonly Tensor[];
}

/** Folds all elements of all parts, of which there is at least one, into a tensor of shape []. */
export function foldAll(fn: ReduceFn, parts: readonly Part[]): Tensor {
  const { backend } = parts[0].inputs[0];
  const each = Tensor.empty(backend, [parts.length]);
  parts.forEach(({ expr, inputs }, i) => {
    const shape = broadcastShapes(...inputs.map((tensor) => tensor.shape));
    const operands = inputs.map((t) => t.operand(broadcast(t.view, shape)));
    const place = contiguous(shape.map(() => 1), i);
    backend.reduce(fn, [expr], operands, [each.operand(place)]);
  });
  if (parts.length === 1) return each.through(contiguous([]));
  return reduce(fn, ITSELF, [each], [1], []);
}
