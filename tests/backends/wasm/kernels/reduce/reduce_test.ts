import { assert } from "@std/assert";
import { input } from "../../../../../backends/expr.ts";
import { contiguous } from "../../../../../backends/view.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";

// One float32 accumulator would be off by 4e-2 here, one in each of four lanes by 1e-2.
Deno.test("errors do not grow with the number of terms", async () => {
  using backend = new WasmBackend();
  const length = 4_000_000;
  const x = backend.alloc(length), out = backend.alloc(4);
  backend.write(x, new Float32Array(length).fill(0.1));
  for (const [shape, folded] of [[[length], [1]], [[length / 4, 4], [1, 4]]]) {
    backend.reduce(
      "sum",
      [input(0)],
      [{ buffer: x, view: contiguous(shape) }],
      [{ buffer: out, view: contiguous(folded) }],
    );
    const count = folded[folded.length - 1];
    const exact = length / count * Math.fround(0.1);
    for (const sum of await backend.read(out, count)) {
      assert(Math.abs(sum / exact - 1) < 1e-6, `${sum} for ${exact}`);
    }
  }
});
