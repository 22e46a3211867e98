/** Reading memory, whatever the view of it. */

import type { Backend, Operand } from "../backends/backend.ts";
import { ITSELF } from "../backends/expr.ts";
import { contiguous, isDense, sizeOf } from "../backends/view.ts";

/** Asks the device for the elements in row-major order, of which it makes a copy where they lie otherwise. */
export function enqueueRead(
  backend: Backend,
  operand: Operand,
): Promise<Float32Array | Float64Array> {
  const { buffer, view } = operand, size = sizeOf(view.shape);
  if (isDense(view) && view.offset === 0) return backend.read(buffer, size);
  const copy = backend.alloc(size);
  backend.elementwise([ITSELF], [operand], [
    { buffer: copy, view: contiguous(view.shape) },
  ]);
  const elements = backend.read(copy, size);
  backend.free(copy);
  return elements;
}
