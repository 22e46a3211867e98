/** Zeros, where no product writes. */

import type { Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { FLOAT_BYTES, type WasmRuntime } from "../runtime.ts";

/** Sets all elements of a dense operand to 0. */
export function fillZeros(runtime: WasmRuntime, out: Operand): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  runtime.memory.f32.fill(0, start, start + sizeOf(out.view.shape));
}
