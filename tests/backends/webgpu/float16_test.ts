/** Kernels whose operands are stored in float16, all of them or some. */

import { checkKernel, type Types } from "../conformance/check_kernel.ts";
import { KERNEL_CASES } from "../conformance.ts";
import { thorough } from "../../helpers/thorough.ts";
import { testOnDevice } from "./test_on_device.ts";

/** Which operands of a case are narrow: all, and every other one. */
const PATTERNS: readonly Types[] = [
  () => "float16",
  (i) => i % 2 === 0 ? "float16" : "float32",
  (i) => i % 2 === 0 ? "float32" : "float16",
];

/** Cases of each kind: software compiles two in a second. */
const MOST = thorough() ? Infinity : 2;

for (const [title, cases] of Object.entries(KERNEL_CASES)) {
  // Random numbers are float32.
  if (title.startsWith("random")) continue;
  testOnDevice(`${title}, in float16`, async (backend) => {
    if (!backend.traits.hasFloat16) return;
    const all = cases(true), every = Math.ceil(all.length / MOST);
    for (const [i, test] of all.entries()) {
      if (i % Math.max(1, every) !== every >> 1) continue;
      await checkKernel(backend, test, PATTERNS[i % 3]);
    }
  });
}
