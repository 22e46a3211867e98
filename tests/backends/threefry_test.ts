/** Random bits, beside known answers. */

import { assert, assertEquals } from "@std/assert";
import {
  blockWords,
  threefry2x32,
  toUniform,
} from "../../backends/threefry.ts";

Deno.test("Threefry gives the known answers of Random123", () => {
  // kat_vectors of Random123, threefry 2x32, 20 rounds.
  assertEquals(threefry2x32([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
  assertEquals(
    threefry2x32([0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff]),
    [0x1cb996fc, 0xbb002be7],
  );
  assertEquals(
    threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]),
    [0xc4923a9c, 0x483df7a0],
  );
});

Deno.test("block numbers beyond 32 bits carry into the second word", () => {
  assertEquals(blockWords(7), [7, 0]);
  assertEquals(blockWords(2 ** 32 - 1), [0xffffffff, 0]);
  assertEquals(blockWords(2 ** 32 * 5 + 3), [3, 5]);
});

Deno.test("uniform numbers are at least 0, below 1, and exact in float32", () => {
  assertEquals(toUniform(0), 0);
  assertEquals(toUniform(255), 0);
  assertEquals(toUniform(256), 2 ** -24);
  const most = toUniform(0xffffffff);
  assert(most < 1 && Math.fround(most) === most);
});
