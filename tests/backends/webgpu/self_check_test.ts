/** A device has to prove that it computes rightly. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Operand } from "../../../backends/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { selfCheck } from "../../../backends/webgpu/self_check.ts";
import { DeviceError } from "../../../config/errors.ts";

/** A device whose products are a little off. */
class WrongBackend extends ReferenceBackend {
  override matmul(a: Operand, b: Operand, out: Operand): void {
    super.matmul(a, b, out, {
      expr: {
        fn: "mul",
        args: [{ fn: "input", index: 0 }, { fn: "constant", value: 1.001 }],
      },
      operands: [],
    });
  }
}

Deno.test("a device that computes wrongly is refused with the kernel's name", async () => {
  const error = await assertRejects(
    () => selfCheck(new WrongBackend(), "the device of the test"),
    DeviceError,
    "expected its matmul to be right to",
  );
  assertEquals(error.kind, "unavailable");
  assert(error.message.includes("the device of the test"), error.message);
});

Deno.test("a device that computes rightly is not refused", async () => {
  await selfCheck(new ReferenceBackend(), "the reference");
});
