/** Conv1D and Conv2D: derivatives, configs, data formats, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { Conv1D, Conv2D } = dg.layers;
const base = { filters: 4, kernelSize: [3, 2] } as const;

testLayers([
  [
    () =>
      new Conv1D({ filters: 2, kernelSize: 2, padding: "causal", groups: 2 }),
    [2, 4, 2],
  ],
  [() => new Conv2D({ filters: 4, kernelSize: 2, groups: 2 }), [1, 3, 3, 2]],
  [
    () => new Conv2D({ ...base, strides: 2, activation: "tanh" }),
    [2, 5, 4, 4],
  ],
  [
    () =>
      new Conv2D({
        ...base,
        groups: 2,
        padding: "same",
        dataFormat: "channels_first",
      }),
    [2, 4, 3, 2],
  ],
]);

forEachBackend("channels first computes what channels last does", async () => {
  await checkDataFormats(
    (dataFormat) =>
      new Conv1D({ filters: 2, kernelSize: 3, strides: 2, dataFormat }),
    [2, 7, 3],
  );
  await checkDataFormats(
    (dataFormat) => new Conv2D({ ...base, groups: 2, dataFormat }),
    [2, 5, 4, 2],
  );
});

forEachBackend("causal windows see no later step", async () => {
  const options = { filters: 2, kernelSize: 3, dilationRate: 2 };
  const layer = new Conv1D({ ...options, padding: "CAUSAL" });
  const x = dg.randomNormal([1, 9, 2], { seed: 1 });
  const whole = await layer.apply(x).read();
  const some = await layer.apply(dg.slice(x, [0, 0, 0], [1, 5, 2])).read();
  assertEquals(Array.from(whole).slice(0, 10), Array.from(some));
});

Deno.test("sizes are held for each axis, as Keras does", () => {
  const one = new Conv1D({ filters: 1, kernelSize: 3, strides: [2] });
  assertEquals([...one.kernelSize, ...one.strides], [3, 2]);
  assertEquals([...one.dilationRate], [1]);
  const two = new Conv2D({ filters: 1, kernelSize: 3, strides: [2, 1] });
  assertEquals([two.kernelSize, two.strides], [[3, 3], [2, 1]]);
});

Deno.test("configs have Keras's keys", () => {
  const config = new Conv2D({ filters: 1, kernelSize: 1 }).getConfig();
  assertEquals(
    new Set(Object.keys(config)),
    new Set([
      ...["name", "trainable", "dtype", "filters", "kernel_size", "strides"],
      ...["padding", "data_format", "dilation_rate", "groups"],
      ...["activation", "use_bias", "kernel_initializer", "bias_initializer"],
      ...["kernel_regularizer", "bias_regularizer", "activity_regularizer"],
      ...["kernel_constraint", "bias_constraint"],
    ]),
  );
});

Deno.test("options that Keras refuses are refused", () => {
  const one = { filters: 3, kernelSize: 2 };
  const cases: readonly (readonly [() => unknown, string])[] = [
    [
      () => new Conv2D({ ...one, groups: 2 }),
      "expected filters to be a multiple of groups, received filters 3 and groups 2",
    ],
    [
      () => new Conv2D({ ...one, strides: 2, dilationRate: 2 }),
      "expected strides > 1 without dilationRate > 1",
    ],
    [() => new Conv1D({ ...one, groups: 2 }), "multiple of groups"],
    [
      () => new Conv1D({ ...one, strides: 2, dilationRate: 2 }),
      "expected strides > 1 without dilationRate > 1",
    ],
    [() => new Conv1D({ ...one, kernelSize: [2, 2] }), "kernelSize"],
    [
      () => new Conv2D({ ...one, padding: "causal" as "same" }),
      'expected padding to be one of "valid", "same", received "causal"',
    ],
  ];
  for (const [make, message] of cases) {
    assertThrows(make, dg.ValueError, message);
  }
});

Deno.test("inputs without room for a window, or of other channels, are refused", () => {
  const conv = new Conv2D({ filters: 2, kernelSize: 5, groups: 2, name: "c" });
  assertThrows(
    () => conv.apply(dg.zeros([1, 4, 4, 2])),
    dg.ValueError,
    "expected an input of at least 5 cells for kernelSize 5",
  );
  assertThrows(
    () => conv.apply(dg.zeros([1, 5, 5, 3])),
    dg.ShapeError,
    'Cannot build Conv2D "c": expected the channels of the input to be a multiple of groups 2, received 3',
  );
  const steps = new Conv1D({ filters: 1, kernelSize: 1, name: "s" });
  assertThrows(
    () => steps.apply(dg.zeros([2, 3])),
    dg.ShapeError,
    'Cannot apply Conv1D "s": expected input [batch, steps, channels], received [2, 3]',
  );
  steps.apply(dg.zeros([1, 2, 3]));
  assertThrows(
    () => steps.apply(dg.zeros([1, 2, 4])),
    dg.ShapeError,
    "size 3",
  );
});

Deno.test("a window that has no room in the axis that is known is refused", () => {
  const conv = new Conv2D({ filters: 1, kernelSize: 5 });
  for (const shape of [[null, null, 4, 1], [null, 4, null, 1]]) {
    assertThrows(
      () => conv.computeOutputShape(shape),
      dg.ValueError,
      "at least 5 cells",
    );
  }
});
