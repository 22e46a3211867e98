import { assert } from "@std/assert";
import { input, unary } from "../../../../backends/expr.ts";
import { UNARY } from "../../../../backends/reference/functions.ts";
import { contiguous } from "../../../../backends/view.ts";
import { runElementwise } from "../../../../backends/wasm/kernels/elementwise/elementwise.ts";
import { WasmBuffer } from "../../../../backends/wasm/buffer.ts";
import { WasmRuntime } from "../../../../backends/wasm/runtime.ts";

const FUNCTIONS = [
  ...["exp", "expm1", "log", "log1p", "tanh", "erf", "sin", "cos"] as const,
];
/** Bit patterns from all over float32, about 2^16 of them: every sign, exponent and kind of NaN. */
const EVERY = Uint32Array.from({ length: 65537 }, (_, i) => i * 65521);

for (const relaxedMadd of [true, false]) {
  const how = relaxedMadd ? "fused" : "separate";
  Deno.test(`functions are within two units in the last place everywhere (${how} multiply and add)`, () => {
    const runtime = new WasmRuntime(relaxedMadd ? {} : { relaxedMadd });
    const x = new Float32Array(EVERY.buffer);
    const [from, to] = [0, 1].map(() => {
      const address = runtime.memory.allocate(x.byteLength);
      const buffer = new WasmBuffer(address, x.byteLength);
      return { buffer, view: contiguous([x.length]) };
    });
    runtime.memory.f32.set(x, from.buffer.address / 4);
    for (const fn of FUNCTIONS) {
      runElementwise(runtime, [unary(fn, input(0))], [from], [to]);
      const y = runtime.memory.f32.subarray(to.buffer.address / 4);
      x.forEach((value, i) => {
        const exact = UNARY[fn](value), rounded = Math.fround(exact);
        if (y[i] === rounded || (isNaN(y[i]) && isNaN(rounded))) return;
        const error = Math.abs(y[i] - exact) / unitInLastPlace(rounded);
        assert(
          error < 2,
          `${fn}(${value}): expected ${exact}, received ${y[i]}`,
        );
      });
    }
  });
}

function unitInLastPlace(x: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(x)));
  return 2 ** Math.max(-149, exponent - 23);
}
