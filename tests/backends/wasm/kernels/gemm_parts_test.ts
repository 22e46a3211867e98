/** How products are cut into jobs. */

import { assertEquals } from "@std/assert";
import { gemmParts } from "../../../../backends/wasm/kernels/gemm/gemm.ts";

for (const size of [[0, 12, 3], [12, 0, 3], [0, 0, 0]] as const) {
  Deno.test(`a product of ${size.slice(0, 2).join(" x ")} is cut into no jobs`, () => {
    assertEquals(gemmParts(size, 16), []);
  });
}
