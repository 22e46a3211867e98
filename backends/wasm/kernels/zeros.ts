/** Fills memory with zeros. */

import type { Operand } from "../../backend.ts";
import { sizeOf } from "../../view.ts";
import { memory } from "../assembler/mod.ts";
import type { Call, WasmRuntime } from "../runtime.ts";
import { FLOAT_BYTES } from "../sizes.ts";

/** Sets all elements of a dense operand to 0. */
export function fillZeros(runtime: WasmRuntime, out: Operand): void {
  const start = runtime.address(out) / FLOAT_BYTES;
  const end = start + sizeOf(out.view.shape);
  runtime.write(() => runtime.memory.f32.fill(0, start, end));
}

/** The call that sets bytes to 0. */
export function zerosCall(
  runtime: WasmRuntime,
  address: number,
  bytes: number,
): Call {
  const { zeros } = runtime.kernels("zeros", (module) => ({
    zeros: module.define(
      { params: { to: "pointer", bytes: "size" } },
      (f, { to, bytes }) => f.do(memory.fill(to, 0, bytes)),
    ),
  }));
  return zeros.bind({ to: address, bytes });
}
