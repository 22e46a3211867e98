/** Depthwise and separable convolutions over one axis and two: derivatives, configs, data formats, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D } =
  dg.layers;

testLayers([
  [
    () => new DepthwiseConv1D({ kernelSize: 2, depthMultiplier: 2 }),
    [1, 4, 2],
  ],
  [
    () => new SeparableConv1D({ filters: 2, kernelSize: 2, strides: 2 }),
    [1, 5, 2],
  ],
  [
    () => new DepthwiseConv2D({ kernelSize: 2, depthMultiplier: 2 }),
    [1, 3, 3, 2],
  ],
  [
    () => new DepthwiseConv2D({ kernelSize: 2, strides: 2, dilationRate: 2 }),
    [1, 5, 5, 1],
  ],
  [
    () => new SeparableConv2D({ filters: 2, kernelSize: 2, strides: 2 }),
    [1, 4, 4, 2],
  ],
]);

forEachBackend("channels first computes what channels last does", async () => {
  await checkDataFormats(
    (dataFormat) =>
      new DepthwiseConv1D({ kernelSize: 3, strides: 2, dataFormat }),
    [2, 6, 3],
  );
  await checkDataFormats(
    (dataFormat) =>
      new SeparableConv1D({ filters: 3, kernelSize: 2, dataFormat }),
    [2, 6, 3],
  );
  await checkDataFormats(
    (dataFormat) =>
      new DepthwiseConv2D({ kernelSize: [3, 2], strides: 2, dataFormat }),
    [2, 5, 4, 3],
  );
  await checkDataFormats(
    (dataFormat) =>
      new SeparableConv2D({ filters: 3, kernelSize: [1, 2], dataFormat }),
    [2, 5, 4, 3],
  );
});

Deno.test("options and inputs that Keras refuses are refused", () => {
  assertThrows(
    () => new DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 0 }),
    dg.ValueError,
    "depth",
  );
  assertThrows(
    () => new SeparableConv2D({ kernelSize: 3, filters: 0 }),
    dg.ValueError,
    "filters",
  );
  const layer = new DepthwiseConv2D({ kernelSize: 1 });
  layer.apply(dg.zeros([1, 2, 2, 3]));
  assertThrows(
    () => layer.apply(dg.zeros([1, 2, 2, 4])),
    dg.ShapeError,
    "size 3",
  );
});

Deno.test("weights are Keras's by name and order, and none before the build", () => {
  const layer = new SeparableConv2D({ filters: 4, kernelSize: 3, name: "s" });
  for (
    const read of [
      () => layer.depthwiseKernel,
      () => layer.pointwiseKernel,
      () => layer.bias,
    ]
  ) assertThrows(read, ReferenceError, "expected it to be built");
  layer.build([null, 5, 5, 2]);
  assertEquals(
    layer.weights.map(({ path }) => path),
    ["s/depthwise_kernel", "s/pointwise_kernel", "s/bias"],
  );
});
