/** Images brought to one size: derivatives, data formats, and what is refused. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { CenterCrop, Resizing, UpSampling2D } = dg.layers;
const size = { height: 3, width: 4 };

testLayers([
  [() => new Resizing(size), [1, 5, 3, 2]],
  [() => new Resizing({ ...size, interpolation: "nearest" }), [1, 2, 7, 1]],
  [() => new Resizing({ ...size, cropToAspectRatio: true }), [1, 3, 7, 1]],
  [() => new Resizing({ ...size, padToAspectRatio: true }), [1, 3, 7, 1]],
  [() => new CenterCrop(size), [1, 4, 6, 2]],
  [() => new CenterCrop(size), [1, 2, 6, 2]],
]);

testOptionsRefused([
  [Resizing, { height: 3 }, "width to be a strictly positive integer"],
  [Resizing, { ...size, interpolation: "linear" }, "interpolation"],
  [Resizing, { ...size, fillMode: "reflect" }, "fillMode"],
  [
    Resizing,
    { ...size, cropToAspectRatio: true, padToAspectRatio: true },
    "expected cropToAspectRatio or padToAspectRatio, received both",
  ],
  [CenterCrop, { height: 0, width: 1 }, "height"],
]);

testInputsRefused([
  [new Resizing(size), [[2, 4, 4]], dg.ShapeError, "[batch, height, width"],
  [new CenterCrop(size), [[2, 4, 4]], dg.ShapeError, "[batch, height, width"],
]);

forEachBackend("channels first computes what channels last does", async () => {
  for (const Made of [Resizing, CenterCrop]) {
    for (const images of [[2, 5, 4, 3], [1, 2, 6, 2]]) {
      await checkDataFormats(
        (dataFormat) => new Made({ ...size, dataFormat }),
        images,
      );
    }
  }
});

Deno.test("images some times as large are those of upsampling, to the last bit", async () => {
  const x = dg.randomNormal([1, 3, 4, 2], { seed: 1 });
  for (const interpolation of ["nearest", "bilinear", "lanczos3"] as const) {
    const large = new Resizing({ height: 6, width: 12, interpolation });
    const same = new UpSampling2D({ size: [2, 3], interpolation });
    assertEquals(await large.apply(x).data(), await same.apply(x).data());
  }
});

Deno.test("images of the size already stay as they are", async () => {
  const x = dg.randomNormal([1, 3, 4, 2], { seed: 1 });
  for (const layer of [new Resizing(size), new CenterCrop(size)]) {
    assertEquals(await layer.apply(x).data(), await x.data());
  }
});
