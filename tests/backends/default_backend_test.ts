/** The backend that new tensors live on. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";

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
