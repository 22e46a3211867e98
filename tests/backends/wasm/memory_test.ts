import { assert, assertEquals, assertThrows } from "@std/assert";
import { DeviceError } from "../../../config/errors.ts";
import { LinearMemory } from "../../../backends/wasm/memory.ts";
import { PlanCache } from "../../../backends/wasm/plan_cache.ts";
import { FLOAT_BYTES } from "../../../backends/wasm/sizes.ts";

const MEBIBYTE = 2 ** 20;

Deno.test("blocks are aligned and do not overlap", () => {
  const memory = new LinearMemory();
  const sizes = [0, 1, 63, 64, 65, 1000, 70_000, 3, MEBIBYTE + 1, 5];
  const blocks = sizes.map((bytes) => ({
    start: memory.allocate(bytes),
    bytes,
  }));
  blocks.sort((a, b) => a.start - b.start);
  let end = 1;
  for (const { start, bytes } of blocks) {
    assertEquals(start % 64, 0);
    assert(start >= end);
    end = start + bytes;
  }
  assert(end + 64 <= memory.memory.buffer.byteLength);
});

Deno.test("equal sequences of calls get equal blocks, in whichever order they came back", () => {
  const memory = new LinearMemory();
  const step = (): number[] => {
    const sizes = [100, 4000, 4000, 100, 123_456];
    const blocks = sizes.map((bytes) => memory.allocate(bytes));
    sizes.forEach((bytes, i) => memory.release(blocks[i], bytes));
    return blocks;
  };
  assertEquals(step(), step());
  const bytes = memory.memory.buffer.byteLength;
  for (let i = 0; i < 100; i++) step();
  assertEquals(memory.memory.buffer.byteLength, bytes);
});

Deno.test("a block that is free can be claimed, once, by its address and size", () => {
  const memory = new LinearMemory();
  const blocks = [1000, 1000, 1000].map((bytes) => memory.allocate(bytes));
  const [first, middle, last] = blocks;
  assert(!memory.claim(middle, 1000), "in use");
  for (const address of [last, first, middle]) memory.release(address, 1000);
  assert(!memory.claim(middle, 5000), "of another size");
  assert(!memory.claim(middle + 64, 1000), "inside of one");
  assert(memory.claim(middle, 1000));
  assert(!memory.claim(middle, 1000), "claimed");
  assertEquals([memory.allocate(1000), memory.allocate(1000)], [first, last]);
});

Deno.test("what was written is there after the memory has grown", () => {
  const memory = new LinearMemory();
  const address = memory.allocate(4);
  const before = memory.f32;
  before[address / 4] = 42;
  memory.i32[address / 4 + 1] = 7;
  memory.allocate(64 * MEBIBYTE);
  assertEquals(before.length, 0);
  assertEquals(memory.f32[address / 4], 42);
  assertEquals(memory.i32[address / 4 + 1], 7);
});

Deno.test("views of a shared memory that has grown are too short, and right", () => {
  const memory = new LinearMemory({ shared: true });
  assert(memory.isShared);
  const address = memory.allocate(4);
  const before = memory.f32, length = before.length;
  memory.allocate(64 * MEBIBYTE);
  memory.f32[address / 4] = 42;
  assertEquals(before.length, length);
  assertEquals(before[address / 4], 42);
  assert(memory.f32.length > length);
});

Deno.test("free blocks of other sizes are joined when memory runs out", () => {
  const memory = new LinearMemory({ maximumBytes: 4 * MEBIBYTE });
  const small = Array.from({ length: 100 }, () => memory.allocate(32_768));
  small.forEach((address) => memory.release(address, 32_768));
  const large = memory.allocate(3 * MEBIBYTE);
  assertThrows(() => memory.allocate(2 * MEBIBYTE), DeviceError);
  memory.release(large, 3 * MEBIBYTE);
  assertEquals(memory.allocate(MEBIBYTE) % 64, 0);
});

Deno.test("what is left of joined blocks is found again, to the last byte", () => {
  const memory = new LinearMemory({ maximumBytes: 4 * MEBIBYTE });
  const allocate = (count: number, bytes: number): number[] =>
    Array.from({ length: count }, () => memory.allocate(bytes));
  const release = (blocks: readonly number[], bytes: number): void =>
    blocks.forEach((start) => memory.release(start, bytes));
  release(allocate(3, MEBIBYTE), MEBIBYTE);
  const end = memory.allocate(MEBIBYTE / 2);
  // Joined to one stretch of three, of which one and a half are taken again.
  const first = memory.allocate(1.5 * MEBIBYTE);
  // Joined once more: no block is free, only what is left of the stretch.
  assertThrows(() => memory.allocate(2 * MEBIBYTE), DeviceError);
  const second = memory.allocate(1.5 * MEBIBYTE);
  assertEquals(Math.abs(second - first), 1.5 * MEBIBYTE);
  release([first, second], 1.5 * MEBIBYTE);
  assertEquals(memory.allocate(3 * MEBIBYTE), Math.min(first, second));
  memory.release(end, MEBIBYTE / 2);
});

Deno.test("running out of memory says so", () => {
  const memory = new LinearMemory({ maximumBytes: MEBIBYTE });
  const error = assertThrows(
    () => memory.allocate(2 * MEBIBYTE),
    DeviceError,
    "Cannot allocate 2097152 bytes: expected a WebAssembly memory of at most 1048576 bytes",
  );
  assertEquals((error as DeviceError).kind, "outOfMemory");
  memory.allocate(MEBIBYTE / 2);
});

Deno.test("plans are made once and forgotten when their tables grow too large", () => {
  const memory = new LinearMemory();
  const cache = new PlanCache(memory);
  let made = 0;
  const plan = (key: string): number =>
    cache.get(key, (put) => {
      made++;
      return put(MEBIBYTE / 4, (i) => i * 3);
    });
  const address = plan("first");
  assertEquals(plan("first"), address);
  assertEquals(memory.i32[address / 4 + 1000], 3000 * FLOAT_BYTES);
  assertEquals(made, 1);
  for (let i = 0; i < 100; i++) plan(`${i}`);
  assert(memory.memory.buffer.byteLength < 64 * MEBIBYTE);
  plan("99");
  assertEquals(made, 101);
  plan("first");
  assertEquals(made, 102);
});
