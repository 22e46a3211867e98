/** Flatten: derivatives, and the order of what it gives. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { Flatten } = dg.layers;

testLayers([
  [() => new Flatten({ dataFormat: "channels_first" }), [2, 2, 3, 2]],
]);

forEachBackend("Flatten gives channels last, whatever comes", async () => {
  const x = dg.reshape(dg.arange(12), [1, 2, 3, 2]);
  const last = new Flatten().apply(x);
  const first = new Flatten({ dataFormat: "channels_first" })
    .apply(dg.transpose(x, [0, 3, 1, 2]));
  assertEquals([...await first.data()], [...await last.data()]);
  assertEquals(new Flatten().apply(dg.ones([4])).shape, [4, 1]);
  assertEquals(new Flatten().computeOutputShape([3, null, 2]), [3, null]);
});
