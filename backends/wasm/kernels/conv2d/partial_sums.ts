/** Adds up, in a fixed order, what several jobs have computed of the same sums. */

import type { Operand } from "../../../backend.ts";
import { binary, type Expr, input } from "../../../expr.ts";
import { contiguous, sizeOf } from "../../../view.ts";
import { WasmBuffer } from "../../buffer.ts";
import type { WasmRuntime } from "../../runtime.ts";
import { FLOAT_BYTES } from "../../sizes.ts";
import { runElementwise } from "../elementwise/elementwise.ts";

/** Stores the sum of `count` dense operands of the shape of `out`, which follow each other from `address` on. */
export function addUp(
  runtime: WasmRuntime,
  out: Operand,
  address: number,
  count: number,
): void {
  const { shape } = out.view, bytes = sizeOf(shape) * FLOAT_BYTES;
  const parts = Array.from({ length: count }, (_, i): Operand => ({
    buffer: new WasmBuffer(address + i * bytes, 0),
    view: contiguous(shape),
  }));
  runElementwise(runtime, [sumOf(count)], parts, [out]);
}

function sumOf(count: number): Expr {
  let sum: Expr = input(0);
  for (let i = 1; i < count; i++) sum = binary("add", sum, input(i));
  return sum;
}
