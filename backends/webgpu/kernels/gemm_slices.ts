/** Slices of a product's terms whose sums are added by the kernel that applies the epilogue. */

import type { Operand } from "../../backend.ts";
import { binary, constant, type Expr, input, substitute } from "../../expr.ts";
import { contiguous, sizeOf } from "../../view.ts";
import type { GpuBuffer } from "../pool.ts";

/** An epilogue over the sum of slices, which are the first inputs; they are added as a fold of few terms adds them. */
export function afterSlices(epilogue: Expr, slices: number): Expr {
  let sum: Expr = constant(0);
  for (let i = 0; i < slices; i++) sum = binary("add", sum, input(i));
  return substitute(
    epilogue,
    (index) => index === 0 ? sum : input(slices + index - 1),
  );
}

/** The slices of a result as operands of its shape, one after the other. */
export function slicesIn(
  buffer: GpuBuffer,
  slices: number,
  { view: { shape } }: Operand,
): Operand[] {
  const size = sizeOf(shape);
  return Array.from(
    { length: slices },
    (_, i) => ({ buffer, view: contiguous(shape, i * size) }),
  );
}
