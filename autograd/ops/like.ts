/** Tensors in the shape of others. */

import { constant } from "../../backends/expr.ts";
import { named, type TensorLike } from "../op.ts";
import type { Tensor } from "../tensor.ts";
import { checkArguments } from "./arguments.ts";
import { applyRow, elementwiseOp } from "./elementwise_op.ts";

function like(name: string, value: number): (x: TensorLike) => Tensor {
  const op = elementwiseOp(name, { value: constant(value) });
  return named(name, function (x: TensorLike) {
    checkArguments(name, arguments, 1);
    return applyRow(op, [x]);
  });
}

/**
 * Zeros in the shape and on the backend of a tensor.
 * @category Ops
 */
export const zerosLike: (x: TensorLike) => Tensor = like("zerosLike", 0);
/**
 * Ones in the shape and on the backend of a tensor.
 * @category Ops
 */
export const onesLike: (x: TensorLike) => Tensor = like("onesLike", 1);
