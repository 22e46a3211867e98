/** Tensors: how they are read, and on which backend they are. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

forEachBackend("views are read in row-major order", async () => {
  const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
  const window = dg.slice(dg.transpose(x), [1, 0], [2, 2]);
  assertEquals(await window.data(), new Float32Array([2, 5, 3, 6]));
  assertEquals(
    await dg.broadcastTo(dg.tensor([1, 2]), [2, 2]).data(),
    new Float32Array([1, 2, 1, 2]),
  );
});

Deno.test("tensors of two backends do not mix", async () => {
  await dg.setBackend("reference");
  const there = dg.zeros([2]);
  await dg.setBackend("wasm");
  assertThrows(
    () => dg.add(there, dg.zeros([2])),
    TypeError,
    'expected tensors on one backend, received tensors on "reference" and "wasm"',
  );
});

Deno.test("a loop that awaits nothing but reads lets timers have their turn", async () => {
  const x = dg.tensor([1]);
  let rang = false;
  const timer = setTimeout(() => rang = true, 0);
  for (let reads = 0; !rang && reads < 1e6; reads++) await x.item();
  clearTimeout(timer);
  assertEquals(rang, true);
});

Deno.test("a tensor whose device is gone is disposed of like any other", async () => {
  for (const name of ["wasm", "reference"] as const) {
    const backend = await dg.setBackend(name, { fuse: false });
    const x = dg.tensor([1, 2, 3]);
    await dg.setBackend("wasm");
    backend[Symbol.dispose]();
    x[Symbol.dispose]();
    assertEquals(x.disposed, true);
  }
});
