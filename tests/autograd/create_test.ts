/** Tensors made of numbers. */

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

Deno.test("a long range takes no longer than its numbers", async () => {
  const last = dg.slice(dg.arange(1, 2 ** 20 + 1, 0.5), [2 ** 21 - 1], [1]);
  assertEquals(await last.item(), 2 ** 20 + 0.5);
});
