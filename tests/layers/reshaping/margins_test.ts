/** Margins that are added to images or cut off: derivatives, data formats, and what is refused. */

import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Cropping1D, Cropping2D, Cropping3D } = dg.layers;
const { ZeroPadding1D, ZeroPadding2D, ZeroPadding3D } = dg.layers;

testLayers([
  [() => new ZeroPadding1D({ padding: [1, 2] }), [1, 2, 2]],
  [() => new Cropping1D({ cropping: [0, 2] }), [2, 4, 2]],
  [() => new ZeroPadding2D({ padding: [[1, 0], [2, 1]] }), [1, 2, 2, 2]],
  [() => new Cropping2D({ cropping: [1, 1] }), [2, 4, 4, 2]],
  [() => new ZeroPadding3D({ padding: [[1, 0], 0, 1] }), [1, 2, 1, 2, 2]],
  [() => new Cropping3D(), [1, 3, 3, 4, 2]],
]);

testOptionsRefused([
  [ZeroPadding1D, { padding: [1, 2, 3] }, "padding"],
  [Cropping1D, { cropping: -1 }, "cropping"],
  [Cropping1D, { dataFormat: "channels_last" }, "dataFormat"],
  [ZeroPadding2D, { padding: [1, 2, 3] }, "padding"],
  [ZeroPadding2D, { padding: -1 }, "padding"],
  [ZeroPadding2D, { padding: [1, [2]] }, "padding"],
  [ZeroPadding2D, { padding: new Array(2) }, "padding"],
  [Cropping2D, { cropping: [[1, 2, 3], 1] }, "cropping"],
  [Cropping3D, { cropping: [1, 1] }, "cropping"],
  [ZeroPadding3D, { padding: [1, [1, 2], [1]] }, "padding"],
]);

testInputsRefused([
  [new ZeroPadding1D(), [[1, 3]], dg.ShapeError, "[batch, steps, channels]"],
  [
    new Cropping1D({ cropping: 2 }),
    [[1, 3, 1]],
    dg.ShapeError,
    "larger than cropping [[2,2]], received steps 3",
  ],
  [
    new Cropping2D({ cropping: 2 }),
    [[1, 3, 3, 1]],
    dg.ShapeError,
    "larger than cropping [[2,2],[2,2]], received height 3",
  ],
  [
    new Cropping3D(),
    [[1, 3, 2, 3, 1]],
    dg.ShapeError,
    "received height 2",
  ],
]);

forEachBackend("channels first computes what channels last does", async () => {
  await checkDataFormats(
    (dataFormat) => new ZeroPadding1D({ padding: [1, 2], dataFormat }),
    [2, 5, 3],
  );
  await checkDataFormats(
    (dataFormat) => new ZeroPadding2D({ padding: [[1, 2], 0], dataFormat }),
    [2, 5, 4, 3],
  );
  await checkDataFormats(
    (dataFormat) => new Cropping2D({ cropping: [[1, 2], 0], dataFormat }),
    [2, 5, 4, 3],
  );
});
