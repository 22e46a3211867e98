/** Upsampling: derivatives, data formats, and images made many times as large. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { testOptionsRefused } from "../../helpers/refusals.ts";

const { UpSampling1D, UpSampling2D, UpSampling3D } = dg.layers;

testLayers([
  [() => new UpSampling1D({ size: 3 }), [1, 2, 2]],
  [() => new UpSampling2D({ size: [2, 3] }), [1, 2, 2, 2]],
  [() => new UpSampling3D({ size: [1, 3, 2] }), [1, 2, 1, 2, 2]],
  [() => new UpSampling2D({ interpolation: "bilinear" }), [1, 2, 3, 2]],
  [() => new UpSampling2D({ interpolation: "lanczos5" }), [1, 3, 2, 1]],
]);

testOptionsRefused([
  [UpSampling1D, { size: 0 }, "size"],
  [UpSampling1D, { dataFormat: "channels_last" }, "dataFormat"],
  [UpSampling2D, { size: 0 }, "size"],
  [UpSampling3D, { size: [1, 2] }, "size"],
  [UpSampling2D, { interpolation: "linear" }, "interpolation"],
]);

forEachBackend("channels first computes what channels last does", async () => {
  await checkDataFormats(
    (dataFormat) => new UpSampling2D({ size: [1, 2], dataFormat }),
    [2, 5, 4, 3],
  );
  await checkDataFormats(
    (dataFormat) =>
      new UpSampling2D({
        interpolation: "bilinear",
        size: [3, 2],
        dataFormat,
      }),
    [2, 5, 4, 3],
  );
});

type Size = readonly [number, number];

function enlarged(
  x: dg.Tensor,
  size: Size,
  interpolation: "nearest" | "bilinear",
): dg.Tensor {
  return new UpSampling2D({ size, interpolation }).apply(x);
}

forEachBackend("both sides at once are one side after the other", async () => {
  const x = dg.randomNormal([2, 2, 3, 2], { seed: 1 });
  const w = dg.randomNormal([2, 42, 60, 2], { seed: 2 });
  for (const interpolation of ["nearest", "bilinear"] as const) {
    const both = (x: dg.Tensor) => enlarged(x, [21, 20], interpolation);
    const inTurn = (x: dg.Tensor) =>
      enlarged(enlarged(x, [21, 1], interpolation), [1, 20], interpolation);
    const [a, b] = [await both(x).data(), await inTurn(x).data()];
    a.forEach((value, i) => assert(Math.abs(value - b[i]) < 4 * 2 ** -22));
    const slopes = [both, inTurn].map((f) =>
      dg.grad((x: dg.Tensor) => dg.sum(dg.mul(f(x), w)))(x).data()
    );
    const [c, d] = await Promise.all(slopes);
    // 420 terms each.
    c.forEach((value, i) => assert(Math.abs(value - d[i]) < 420 * 2 ** -20));
  }
});

Deno.test("an image becomes a thousand times as large without listing its cells", async () => {
  const x = dg.tensor([1, 2, 3, 4], [1, 2, 2, 1]);
  using y = enlarged(x, [1024, 1024], "nearest");
  const cells = await y.data();
  assertEquals(y.shape, [1, 2048, 2048, 1]);
  const at = [[0, 0], [1023, 1024], [1024, 1023], [2047, 2047]];
  assertEquals(at.map(([i, j]) => cells[i * 2048 + j]), [1, 2, 3, 4]);
});
