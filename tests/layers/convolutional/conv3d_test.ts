/** Conv3D and Conv3DTranspose: derivatives, configs, data formats, what they are made of, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Conv2D, Conv2DTranspose, Conv3D, Conv3DTranspose } = dg.layers;
const base = { filters: 2, kernelSize: 2 };

testLayers([
  [
    () => new Conv3D({ filters: 2, kernelSize: [2, 1, 2], groups: 2 }),
    [1, 2, 1, 2, 2],
  ],
  [
    () => new Conv3D({ ...base, strides: [2, 1, 1], padding: "same" }),
    [1, 3, 2, 1, 2],
  ],
  [
    () => new Conv3D({ ...base, dilationRate: [2, 1, 1], activation: "tanh" }),
    [2, 3, 2, 2, 1],
  ],
  [
    () => new Conv3DTranspose({ ...base, strides: [2, 1, 1], padding: "same" }),
    [1, 2, 1, 2, 1],
  ],
  [
    () =>
      new Conv3DTranspose({
        ...{ filters: 1, kernelSize: [2, 1, 2], strides: [2, 2, 1] },
        ...{ outputPadding: [1, 1, 0], dataFormat: "channels_first" },
      }),
    [1, 2, 2, 1, 1],
  ],
]);

testOptionsRefused([
  [Conv3D, { ...base, kernelSize: [2, 2] }, "kernelSize"],
  [Conv3D, { ...base, groups: 3 }, "groups"],
  [Conv3D, { ...base, strides: 2, dilationRate: 2 }, "strides"],
  [Conv3D, { ...base, padding: "causal" }, "padding"],
  [Conv3DTranspose, { ...base, outputPadding: 1 }, "outputPadding"],
  [Conv3DTranspose, { ...base, outputPadding: [1, 0] }, "outputPadding"],
  [Conv3DTranspose, { ...base, strides: 2, dilationRate: 2 }, "strides"],
]);

testInputsRefused([
  [
    new Conv3D(base),
    [[1, 4, 4, 2]],
    dg.ShapeError,
    "[batch, depth, height, width, channels]",
  ],
  [new Conv3D(base), [[1, 1, 4, 4, 2]], dg.ValueError, "at least 2 cells"],
  [
    new Conv3D({ ...base, groups: 2 }),
    [[1, 2, 2, 2, 3]],
    dg.ShapeError,
    "multiple of groups 2, received 3",
  ],
]);

forEachBackend("channels first computes what channels last does", async () => {
  await checkDataFormats(
    (dataFormat) => new Conv3D({ ...base, strides: [1, 2, 1], dataFormat }),
    [2, 3, 4, 3, 2],
  );
  await checkDataFormats(
    (dataFormat) => new Conv3DTranspose({ ...base, strides: 2, dataFormat }),
    [2, 2, 3, 2, 2],
  );
});

forEachBackend("a kernel one cell deep sees images", async () => {
  const options = { filters: 3, strides: 2, padding: "same" } as const;
  for (
    const [flat, deep] of [
      [
        new Conv2D({ ...options, kernelSize: 3 }),
        new Conv3D({ ...options, kernelSize: [1, 3, 3], strides: [1, 2, 2] }),
      ],
      [
        new Conv2DTranspose({ ...options, kernelSize: 3 }),
        new Conv3DTranspose({
          ...options,
          ...{ kernelSize: [1, 3, 3], strides: [1, 2, 2] },
        }),
      ],
    ]
  ) {
    const x = dg.randomNormal([2, 3, 5, 4, 2], { seed: 3 });
    const images = dg.reshape(x, [6, 5, 4, 2]);
    const y = flat.apply(images);
    deep.ensureBuilt(x.shape);
    const [kernel, bias] = flat.getWeights();
    deep.setWeights([dg.expandDims(kernel, 0), bias]);
    assertEquals(await deep.apply(x).read(), await y.read());
  }
});

Deno.test("tensors of other ranks or channels are refused by the ops", () => {
  const x = dg.zeros([1, 3, 3, 3, 2]), kernel = dg.zeros([2, 2, 2, 3, 1]);
  assertThrows(
    () => dg.conv3d(dg.zeros([3, 3, 3, 2]), kernel),
    dg.ShapeError,
    "Cannot compute conv3d: expected an input and a kernel with 5 axes, received [3, 3, 3, 2] and [2, 2, 2, 3, 1]",
  );
  assertThrows(
    () => x.conv3dTranspose(kernel, { dataFormat: "channels_first" }),
    dg.ShapeError,
    "expected an input with 1 channels for a kernel of shape [2, 2, 2, 3, 1], received [1, 3, 3, 3, 2] (channels_first)",
  );
  assertThrows(
    () => dg.conv3d(x, kernel, { strides: [1, 1] }),
    dg.ValueError,
    "strides",
  );
});
