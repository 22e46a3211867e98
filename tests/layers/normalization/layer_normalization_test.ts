/** LayerNormalization on inputs of other ranks than it was built for. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("LayerNormalization takes inputs of any rank that has its axes", async () => {
  const layer = new dg.layers.LayerNormalization();
  layer.apply(dg.ones([2, 3]));
  assertEquals(layer.apply(dg.ones([2, 5, 3])).shape, [2, 5, 3]);
  const x = dg.tensor([0, 3, 6, 1, 1, 1]);
  const rows = await layer.apply(dg.reshape(x, [2, 3])).data();
  const deeper = await layer.apply(dg.reshape(x, [1, 1, 2, 3])).data();
  assertEquals([...deeper], [...rows]);
  assertThrows(() => layer.apply(dg.ones([2, 5, 4])), dg.ShapeError, "axis -1");
  const second = new dg.layers.LayerNormalization({ axis: 2 });
  second.apply(dg.ones([2, 5, 3]));
  assertThrows(() => second.apply(dg.ones([2, 5])), dg.ShapeError, "axes");
});
