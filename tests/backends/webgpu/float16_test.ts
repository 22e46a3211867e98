/** Kernels whose operands are stored in float16, all of them or some. */

import { assertEquals } from "@std/assert";
import type { DType } from "../../../backends/dtype.ts";
import { thorough } from "../../helpers/thorough.ts";
import { checkKernel, type Types } from "../conformance/check_kernel.ts";
import { KERNEL_CASES } from "../conformance.ts";
import { testOnDevice } from "./test_on_device.ts";

/** Which operands of a case are narrow: all, and every other one. */
const PATTERNS: readonly Types[] = [
  () => "float16",
  (i) => i % 2 === 0 ? "float16" : "float32",
  (i) => i % 2 === 0 ? "float32" : "float16",
];

/** Random numbers are float32, and a million terms take the oracle a while. */
const LEFT_OUT = thorough() ? /^random/ : /^random|million/;

testOnDevice(
  "kernels round what they write to float16, whatever they read, and add in float32",
  async (backend) => {
    if (!backend.traits.hasFloat16) return;
    const kinds = Object.entries(KERNEL_CASES)
      .filter(([title]) => !LEFT_OUT.test(title));
    for (const [kind, [, cases]] of kinds.entries()) {
      const all = cases(true), middle = (all.length >> 1) + kind;
      for (const [i, test] of all.entries()) {
        // Software compiles two in a second, if nobody disturbs it.
        if (!thorough() && i !== middle % all.length) continue;
        await checkKernel(backend, test, PATTERNS[(kind + i) % 3]);
      }
    }
  },
);

testOnDevice(
  "float16 is written and read rounded, takes half the bytes, and leaves what is behind it",
  async (backend) => {
    if (!backend.traits.hasFloat16) return;
    const before = backend.bytesInUse;
    const data = [1 + 2 ** -12, 1e-7, 65519, 65520, -1e30, NaN, -0];
    const types: readonly DType[] = ["float32", "float16"];
    for (const dtype of types) {
      const buffer = backend.alloc(9, dtype);
      assertEquals(
        backend.bytesInUse,
        before + (dtype === "float16" ? 18 : 36),
      );
      backend.write(buffer, [9, 9, 9, 9, 9, 9, 9, 9, 9]);
      backend.write(buffer, data);
      const Held = dtype === "float16" ? Float16Array : Float32Array;
      const expected = [...Held.from(data), 9, 9];
      assertEquals([...await backend.read(buffer, 9)], expected);
      assertEquals([...await backend.read(buffer, 3)], expected.slice(0, 3));
      backend.free(buffer);
    }
    assertEquals(backend.bytesInUse, before);
  },
);
