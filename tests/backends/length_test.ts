/** Memory is made for whole elements only. */

import { assertEquals, assertThrows } from "@std/assert";
import { ValueError } from "../../config/errors.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

forEachBackend(
  "no memory is made for parts of elements, fewer than none or more than can be counted",
  (backend) => {
    const before = backend.bytesInUse;
    for (const length of [0.5, 3.25, -1, NaN, Infinity, 2 ** 53]) {
      assertThrows(() => backend.alloc(length), ValueError, `${length}`);
      assertEquals(backend.bytesInUse, before);
    }
    backend.free(backend.alloc(0));
    assertEquals(backend.bytesInUse, before);
  },
  { onWebGPU: true },
);
