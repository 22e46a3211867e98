import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

forEachBackend("a tensor holds what it was made of", async () => {
  const x = dg.tensor([[1, 2.5], [-3, 4]]);
  assertEquals(x.shape, [2, 2]);
  assertEquals([x.rank, x.size, x.dtype], [2, 4, "float32"]);
  assertEquals(await x.data(), new Float32Array([1, 2.5, -3, 4]));
  assertEquals(await dg.tensor(7).item(), 7);
  assertEquals(dg.tensor([]).shape, [0]);
  assertEquals(dg.tensor([[], []]).shape, [2, 0]);
  assertEquals(
    await dg.tensor([new Uint8Array([1, 2]), [3, 4]]).data(),
    new Float32Array([1, 2, 3, 4]),
  );
  assertEquals(await dg.full([2], 3).data(), new Float32Array([3, 3]));
  assertEquals(await dg.ones([1, 2]).data(), new Float32Array([1, 1]));
  assertEquals(await dg.arange(2, 5).data(), new Float32Array([2, 3, 4]));
  assertEquals(
    await dg.arange(1, 0, -0.5).data(),
    new Float32Array([1, 0.5]),
  );
});

forEachBackend("views are read in row-major order", async () => {
  const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
  const window = dg.slice(dg.transpose(x), [1, 0], [2, 2]);
  assertEquals(await window.data(), new Float32Array([2, 5, 3, 6]));
  assertEquals(
    await dg.broadcastTo(dg.tensor([1, 2]), [2, 2]).data(),
    new Float32Array([1, 2, 1, 2]),
  );
});

Deno.test("bad elements are refused before anything is made", async () => {
  assertThrows(
    () => dg.tensor([[1, 2], [3]]),
    dg.ShapeError,
    "expected rows of equal shape, received [2] and [1]",
  );
  assertThrows(
    () => dg.tensor(["1"] as unknown as number[]),
    TypeError,
    "received string",
  );
  assertThrows(
    () => dg.tensor([1, 2, 3], [2, 2]),
    dg.ShapeError,
    "expected 4 elements for shape [2, 2], received 3",
  );
  assertThrows(() => dg.zeros([2, -1]), dg.ShapeError, "received [2, -1]");
  assertThrows(() => dg.zeros([1.5]), dg.ShapeError, "received [1.5]");
  assertThrows(() => dg.arange(0, 1, 0), dg.ValueError, "step 0");
  await assertRejects(
    () => dg.zeros([2]).item(),
    TypeError,
    "expected 1 element, received shape [2] with 2",
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

Deno.test("a backend nobody knows is refused, and the one in use stays", async () => {
  const before = dg.getBackend();
  await assertRejects(
    () => dg.setBackend("cuda" as "wasm"),
    dg.ValueError,
    "cuda",
  );
  assertEquals(dg.getBackend() === before, true);
});

Deno.test("a backend that is left and chosen again is the same one", async () => {
  const wasm = await dg.setBackend("wasm");
  const x = dg.tensor([1, 2]);
  await dg.setBackend("reference");
  assertEquals(await dg.setBackend("wasm") === wasm, true);
  assertEquals(await dg.add(x, dg.ones([2])).data(), new Float32Array([2, 3]));
});

Deno.test("a backend that was disposed is opened anew", async () => {
  const before = await dg.setBackend("reference");
  before[Symbol.dispose]();
  const after = await dg.setBackend("reference");
  assertEquals([before.closed, after.closed], [true, false]);
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
