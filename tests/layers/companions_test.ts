/** Flatten, Reshape and Activation: derivatives, configs, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../helpers/check_layer.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Activation, Flatten, Reshape } = dg.layers;

testLayers([
  [() => new Reshape({ targetShape: [-1, 3] }), [2, 4, 3]],
  [() => new Flatten({ dataFormat: "channels_first" }), [2, 2, 3, 2]],
  [() => new Activation({ activation: "softplus" }), [2, 3]],
]);

Deno.test("configs have Keras's keys", () => {
  const reshape = new Reshape({ targetShape: [2, -1], name: "r" }).getConfig();
  assertEquals(
    Object.keys(reshape),
    ["name", "trainable", "dtype", "target_shape"],
  );
  assertEquals(reshape.target_shape, [2, -1]);
});

forEachBackend("Flatten gives channels last, whatever comes", async () => {
  const x = dg.reshape(dg.arange(12), [1, 2, 3, 2]);
  const last = new Flatten().apply(x);
  const first = new Flatten({ dataFormat: "channels_first" })
    .apply(dg.transpose(x, [0, 3, 1, 2]));
  assertEquals([...await first.data()], [...await last.data()]);
  assertEquals(new Flatten().apply(dg.ones([4])).shape, [4, 1]);
  assertEquals(new Flatten().computeOutputShape([3, null, 2]), [3, null]);
});

Deno.test("Reshape infers one size, of an empty batch too", () => {
  const layer = new Reshape({ targetShape: [-1, 2], name: "r" });
  assertEquals(layer.apply(dg.zeros([0, 6])).shape, [0, 3, 2]);
  assertEquals(layer.computeOutputShape([null, null]), [null, null, 2]);
  assertThrows(
    () => layer.apply(dg.zeros([2, 3])),
    dg.ShapeError,
    'Cannot apply Reshape "r": expected an input that targetShape [-1, 2] has as many elements as, received [2, 3]',
  );
  for (const targetShape of [[2, -1, -1], [2.5], [-2]]) {
    assertThrows(
      () => new Reshape({ targetShape }),
      dg.ValueError,
      "expected targetShape",
    );
  }
});
