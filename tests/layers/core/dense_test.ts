/** Dense: derivatives, configs, and what it refuses. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";

const { Dense } = dg.layers;

testLayers([
  [() => new Dense({ units: 2, useBias: false }), [2, 3, 2, 2]],
  [() => new Dense({ units: 3, activation: "tanh" }), [2, 4, 3]],
]);

Deno.test("configs have Keras's keys", () => {
  const config = new Dense({ units: 1 }).getConfig();
  assertEquals(
    new Set(Object.keys(config)),
    new Set([
      ...["name", "trainable", "dtype", "units", "activation", "use_bias"],
      ...["kernel_initializer", "bias_initializer"],
      ...["kernel_regularizer", "bias_regularizer"],
      ...["kernel_constraint", "bias_constraint", "quantization_config"],
    ]),
  );
});

Deno.test("inputs of fewer axes, of other sizes and of more than one are refused", () => {
  const dense = new Dense({ units: 2, name: "d" });
  assertThrows(
    () => dense.apply(dg.zeros([3])),
    dg.ShapeError,
    'Cannot apply Dense "d": expected input with at least 2 axes, received [3]',
  );
  dense.apply(dg.zeros([1, 3]));
  assertThrows(
    () => dense.apply(dg.zeros([1, 4])),
    dg.ShapeError,
    'Cannot apply Dense "d": expected axis -1 of the input to have size 3, received [1, 4]',
  );
  assertThrows(
    () => dense.apply([dg.zeros([2, 3]), dg.zeros([2, 3])]),
    dg.ValueError,
    "expected one input, received 2",
  );
});
