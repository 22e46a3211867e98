/** Which modules a cache keeps, and what other threads are told of them. */

import { assertEquals, assertNotEquals } from "@std/assert";
import {
  KernelCache,
  MAX_KERNELS,
  SLOT_WORDS,
} from "../../../backends/wasm/kernel_cache.ts";
import type { Kernel } from "../../../backends/wasm/kernel.ts";
import { LinearMemory } from "../../../backends/wasm/memory.ts";

Deno.test("beyond so many, the module unused for longest makes room for a new one, which other threads can tell", () => {
  const memory = new LinearMemory({ shared: true });
  const cache = new KernelCache(memory);
  let built = 0;
  const get = (number: number): Kernel =>
    cache.get(`kernel ${number}`, (module) => {
      built++;
      return { run: module.define({ params: {} }, () => {}) };
    }, () => 0).run;
  const told = (slot: number): number[] => {
    const at = cache.slots / 4 + slot * SLOT_WORDS;
    return [...memory.i32.slice(at, at + SLOT_WORDS)];
  };
  const oldest = get(0), second = get(1).slot, before = told(second);
  for (let i = 2; i < MAX_KERNELS; i++) get(i);
  assertEquals(get(0), oldest);

  const latest = get(MAX_KERNELS);
  assertEquals(latest.slot, second);
  assertNotEquals(told(second)[0], before[0], "its serial number");
  assertEquals(cache.keyAt(second), `kernel ${MAX_KERNELS}`);
  // The bytes of the module that had to go are free for one of the same size.
  assertEquals(cache.keyAt(oldest.slot), "kernel 0");
  const all = built;
  assertEquals(get(0), oldest);
  assertEquals(built, all);
  const bytes = memory.memory.buffer.byteLength;
  for (let i = 1; i <= 3 * MAX_KERNELS; i++) get(MAX_KERNELS + i);
  assertEquals(memory.memory.buffer.byteLength, bytes);
});
