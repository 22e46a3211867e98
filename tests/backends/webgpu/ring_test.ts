/** Batches of calls with more numbers of their own than the ring of uniforms holds. */

import { assertEquals } from "@std/assert";
import { binary, constant, type Expr, input } from "../../../backends/expr.ts";
import { contiguous } from "../../../backends/view.ts";
import { SLOT_WORDS } from "../../../backends/webgpu/recorder.ts";
import { testOnDevice } from "./test_on_device.ts";

const CALLS = 300;

testOnDevice(
  "300 calls with parameters of several slots each keep their numbers",
  async (backend) => {
    const view = contiguous([5]);
    const [x, ...outs] = Array.from(
      { length: CALLS + 1 },
      () => ({ buffer: backend.alloc(5), view }),
    );
    backend.write(x.buffer, [0, 1, 2, 3, 4]);
    outs.forEach((out, call) =>
      backend.elementwise([manyNumbers(call)], [x], [out])
    );
    const added = SLOT_WORDS * (SLOT_WORDS - 1) / 2;
    for (const [call, { buffer }] of outs.entries()) {
      // All sums are of whole numbers that float32 holds.
      const first = SLOT_WORDS * (1000 + call) + added;
      const expected = [0, 1, 2, 3, 4].map((i) => i + first);
      assertEquals([...await backend.read(buffer, 5)], expected);
    }
  },
);

/** The input plus so many numbers that each call has for itself: more than one slot of the ring holds. */
function manyNumbers(call: number): Expr {
  return Array.from({ length: SLOT_WORDS }, (_, i) => 1000 + call + i)
    .reduce<Expr>((sum, n) => binary("add", sum, constant(n)), input(0));
}
