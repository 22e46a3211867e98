/** Pooling, of windows and of whole images: derivatives, data formats, and what is refused. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const {
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling2D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} = dg.layers;

testLayers([
  [() => new MaxPooling2D({ poolSize: 3, strides: 2 }), [1, 5, 5, 2]],
  [() => new MaxPooling2D({ padding: "same" }), [1, 3, 3, 2]],
  [
    () => new AveragePooling2D({ poolSize: [2, 3], strides: [1, 2] }),
    [1, 3, 5, 2],
  ],
  [() => new AveragePooling2D({ poolSize: 3, padding: "same" }), [2, 4, 4, 2]],
  [() => new MaxPooling1D({ poolSize: 3, strides: 2 }), [1, 6, 2]],
  [() => new AveragePooling1D({ poolSize: 3, padding: "same" }), [2, 4, 2]],
  [() => new GlobalMaxPooling1D({ keepdims: true }), [2, 3, 2]],
  [() => new GlobalAveragePooling1D(), [2, 3, 2]],
  [() => new GlobalMaxPooling2D({ keepdims: true }), [2, 2, 2, 2]],
  [() => new GlobalAveragePooling2D(), [2, 2, 2, 2]],
  [() => new MaxPooling3D({ padding: "same" }), [1, 3, 2, 1, 2]],
  [
    () => new AveragePooling3D({ poolSize: [2, 1, 2], strides: [1, 2, 2] }),
    [1, 3, 2, 2, 1],
  ],
]);

testOptionsRefused([
  [MaxPooling2D, { poolSize: 0 }, "poolSize"],
  [MaxPooling2D, { padding: "causal" }, "padding"],
  [MaxPooling1D, { poolSize: [2, 2] }, "poolSize"],
  [AveragePooling1D, {}, "poolSize"],
  [AveragePooling2D, { poolSize: null }, "poolSize"],
  [MaxPooling3D, { poolSize: [2, 2] }, "poolSize"],
]);

const pool = new MaxPooling2D({ poolSize: [2, 3], name: "pool" });
testInputsRefused([
  [new MaxPooling2D(), [[2, 4, 4]], dg.ShapeError, "[batch, height"],
  [new MaxPooling1D(), [[2, 4, 4, 1]], dg.ShapeError, "[batch, steps"],
  [
    new MaxPooling1D({ poolSize: 5 }),
    [[1, 2, 1]],
    dg.ValueError,
    "expected steps of at least poolSize [5], received [2]",
  ],
  [new GlobalMaxPooling1D(), [[2, 4]], dg.ShapeError, "[batch, steps"],
  [new MaxPooling2D({ poolSize: 5 }), [[1, 2, 2, 1]], dg.ValueError, "5"],
  [
    pool,
    [[1, 2, 2, 1]],
    dg.ValueError,
    'Cannot apply MaxPooling2D "pool": expected images of at least poolSize [2, 3], received [2, 2]',
  ],
]);

testInputsRefused([
  [
    new MaxPooling3D(),
    [[1, 2, 1, 2, 1]],
    dg.ValueError,
    "expected volumes of at least poolSize [2, 2, 2], received [2, 1, 2]",
  ],
]);

forEachBackend(
  "of equal maxima in a volume the first has the gradient",
  async () => {
    const layer = new MaxPooling3D();
    const x = dg.ones([1, 2, 2, 2, 1]);
    const { gradients: [slope] } = dg.valueAndGrad(
      () => layer.apply(x).sum(),
      [x],
    );
    assertEquals([...await slope.data()], [1, 0, 0, 0, 0, 0, 0, 0]);
  },
);

forEachBackend("what is added to a volume counts in no mean", async () => {
  const options = { poolSize: 2, padding: "same" } as const;
  const x = dg.arange(12).reshape([1, 3, 2, 2, 1]);
  const y = new AveragePooling3D({ ...options, strides: [2, 2, 2] }).apply(x);
  // The first window holds 0 to 7, the second 8 to 11 alone.
  assertEquals([...await y.data()], [3.5, 9.5]);
});

forEachBackend("channels first computes what channels last does", async () => {
  const images = [2, 5, 4, 3];
  await checkDataFormats(
    (dataFormat) => new MaxPooling2D({ padding: "same", dataFormat }),
    images,
  );
  await checkDataFormats(
    (dataFormat) => new AveragePooling2D({ poolSize: [2, 1], dataFormat }),
    images,
  );
  const steps = [2, 5, 3];
  await checkDataFormats(
    (dataFormat) => new MaxPooling1D({ padding: "same", dataFormat }),
    steps,
  );
  await checkDataFormats(
    (dataFormat) => new AveragePooling1D({ poolSize: 2, dataFormat }),
    steps,
  );
  for (const Pooling of [GlobalMaxPooling1D, GlobalAveragePooling1D]) {
    await checkDataFormats(
      (dataFormat) => new Pooling({ keepdims: true, dataFormat }),
      steps,
    );
  }
  for (const Pooling of [GlobalMaxPooling2D, GlobalAveragePooling2D]) {
    await checkDataFormats(
      (dataFormat) => new Pooling({ keepdims: true, dataFormat }),
      images,
    );
  }
});

Deno.test("windows that are pooled follow each other without gaps, on each axis", async () => {
  const x = dg.reshape(dg.arange(24), [1, 4, 6, 1]);
  const y = new MaxPooling2D({ poolSize: [2, 3] }).apply(x);
  assertEquals([...y.shape], [1, 2, 2, 1]);
  assertEquals([...await y.data()], [8, 11, 20, 23]);
});

Deno.test("of several maxima the first gets the gradient", async () => {
  const x = dg.zeros([1, 2, 4, 1]);
  const layer = new MaxPooling2D();
  const slope = dg.grad((x: dg.Tensor) => dg.sum(layer.apply(x)));
  assertEquals([...await slope(x).data()], [1, 0, 1, 0, 0, 0, 0, 0]);
});
