/** Operands of kernels that tests call themselves. */

import type { Backend, Operand } from "../../backends/backend.ts";
import { contiguous, type Shape, sizeOf } from "../../backends/view.ts";

/** A dense operand in a buffer of its own, with these elements if they are given. */
export function operandOn(
  backend: Backend,
  shape: Shape,
  data?: ArrayLike<number>,
): Operand {
  const buffer = backend.alloc(sizeOf(shape));
  if (data) backend.write(buffer, data);
  return { buffer, view: contiguous(shape) };
}
