/** Kernels called by the names of their parameters. */

import { assertEquals } from "@std/assert";
import { i32 } from "../../../backends/wasm/assembler/mod.ts";
import { Kernel, OWN } from "../../../backends/wasm/kernel.ts";
import { KernelCache } from "../../../backends/wasm/kernel_cache.ts";
import { LinearMemory } from "../../../backends/wasm/memory.ts";
import { WORD_BYTES } from "../../../backends/wasm/sizes.ts";

/** A kernel that stores a number, and the number at an address. */
function storing() {
  const memory = new LinearMemory();
  const params = { to: "pointer", value: "size" } as const;
  const { store } = new KernelCache(memory).get("store", (module) => ({
    store: module.define({ params }, (f, { to, value }) => {
      f.do(i32.store(to, value));
    }),
  }), () => 0);
  const to = memory.allocate(4 * WORD_BYTES);
  const stored = (at = to): number => memory.i32[at / WORD_BYTES];
  return { store, to, stored };
}

Deno.test("arguments may be given in any order", () => {
  const { store, to, stored } = storing();
  store.run({ to, value: 7 });
  assertEquals(stored(), 7);
  store.run({ value: 8, to });
  assertEquals(stored(), 8);
  Kernel.make(store.bind({ value: 9, to }), 0);
  assertEquals(stored(), 9);
});

Deno.test("a pointer into a thread's own space counts from where that begins, its start included", () => {
  const { store, to, stored } = storing();
  Kernel.make(store.bind({ to: OWN, value: 7 }), to);
  Kernel.make(store.bind({ to: OWN + WORD_BYTES, value: 8 }), to);
  assertEquals([stored(), stored(to + WORD_BYTES)], [7, 8]);
});
