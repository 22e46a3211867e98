/** Reshape: derivatives, config, and what it refuses. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Reshape } = dg.layers;

testLayers([[() => new Reshape({ targetShape: [-1, 3] }), [2, 4, 3]]]);

testOptionsRefused(
  [[2, -1, -1], [2.5], [-2], new Array(1), 2].map((targetShape) =>
    [Reshape, { targetShape }, "expected targetShape"] as const
  ),
);

const layer = new Reshape({ targetShape: [-1, 2], name: "r" });
testInputsRefused([
  [
    layer,
    [[2, 3]],
    dg.ShapeError,
    'Cannot apply Reshape "r": expected an input that targetShape [-1, 2] has as many elements as, received [2, 3]',
  ],
]);

Deno.test("its config has Keras's keys", () => {
  const config = layer.getConfig();
  const keys = ["name", "trainable", "dtype", "target_shape"];
  assertEquals(Object.keys(config), keys);
  assertEquals(config.target_shape, [-1, 2]);
});

Deno.test("Reshape infers one size, of an empty batch too", () => {
  assertEquals(layer.apply(dg.zeros([0, 6])).shape, [0, 3, 2]);
  assertEquals(layer.computeOutputShape([null, null]), [null, null, 2]);
});
