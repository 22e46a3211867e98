import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { moments, normalize } from "../../autograd/ops/normalize.ts";
import { checkGradient } from "../helpers/check_gradient.ts";
import { checkDataFormats, testLayers } from "../helpers/check_layer.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const L = dg.layers;

const IMAGE = [2, 4, 4, 2];

testLayers([
  [() => new L.BatchNormalization({ axis: 1 }), [2, 3, 2]],
  [() => new L.BatchNormalization({ scale: false }), [3, 2]],
  [() => new L.LayerNormalization({ axis: [1, 2] }), [2, 2, 3]],
  [() => new L.LayerNormalization({ gammaRegularizer: "l2" }), [2, 4]],
  [() => new L.GroupNormalization({ groups: 2 }), [2, 2, 2, 4]],
  [() => new L.UnitNormalization(), [2, 3]],
  [
    () => new L.SpectralNormalization({ layer: new L.Dense({ units: 2 }) }),
    [2, 3],
  ],
  [() => new L.Dropout({ rate: 0.5, noiseShape: [null, 1] }), [2, 3]],
  [() => new L.SpatialDropout2D({ rate: 0.5 }), [1, 2, 2, 2]],
  [() => new L.GaussianNoise({ stddev: 0.5, seed: 3 }), [2, 3]],
  [() => new L.ReLU({ maxValue: 1, negativeSlope: 0.5 }), [2, 3]],
  [() => new L.LeakyReLU(), [2, 3]],
  [() => new L.ELU({ alpha: 0.5 }), [2, 3]],
  [
    () => new L.PReLU({ sharedAxes: 1, alphaInitializer: "ones" }),
    [2, 3, 2],
  ],
  [() => new L.Softmax({ axis: [1, 2] }), [2, 2, 2]],
  [() => new L.MaxPooling2D({ poolSize: 3, strides: 2 }), [1, 5, 5, 2]],
  [() => new L.MaxPooling2D({ padding: "same" }), [1, 3, 3, 2]],
  [
    () => new L.AveragePooling2D({ poolSize: [2, 3], strides: [1, 2] }),
    [1, 3, 5, 2],
  ],
  [() => new L.AveragePooling2D({ poolSize: 3, padding: "same" }), IMAGE],
  [() => new L.GlobalMaxPooling2D({ keepdims: true }), [2, 2, 2, 2]],
  [() => new L.GlobalAveragePooling2D(), [2, 2, 2, 2]],
  [() => new L.UpSampling2D({ size: [2, 3] }), [1, 2, 2, 2]],
  [() => new L.UpSampling2D({ interpolation: "bilinear" }), [1, 2, 3, 2]],
  [() => new L.UpSampling2D({ interpolation: "lanczos5" }), [1, 3, 2, 1]],
  [() => new L.ZeroPadding2D({ padding: [[1, 0], [2, 1]] }), [1, 2, 2, 2]],
  [() => new L.Cropping2D({ cropping: [1, 1] }), IMAGE],
  [() => new L.Permute({ dims: [2, 1] }), [2, 3, 2]],
  [() => new L.RepeatVector({ n: 2 }), [2, 3]],
  [() => new L.Rescaling({ scale: 3, offset: [1, 2, 3] }), [2, 3]],
  [() => new L.Concatenate(), [2, 3]],
]);

Deno.test("layers that merge differentiate in every input", async () => {
  const classes = [L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum];
  for (const Merge of classes) {
    const f = (...xs: dg.Tensor[]) => new Merge().apply(xs);
    await checkGradient(f, [2, 1, 2].map((n) => ({ shape: [2, n] })));
  }
  for (const Merge of [L.Subtract, L.Concatenate]) {
    const f = (...xs: dg.Tensor[]) => new Merge().apply(xs);
    await checkGradient(f, [{ shape: [2, 3] }, { shape: [2, 3] }]);
  }
});

Deno.test("normalizing differentiates, through the statistics too", async () => {
  for (const axis of [[0, 1], [1]]) {
    const f = (x: dg.Tensor, scale: dg.Tensor, offset: dg.Tensor) =>
      normalize(x, moments(x, axis), 1e-3, scale, offset);
    const small = { shape: axis.length === 2 ? [1, 1, 2] : [2, 1, 2] };
    await checkGradient(f, [{ shape: [2, 3, 2] }, small, small]);
  }
});

const FORMATS: readonly ((
  dataFormat: "channels_last" | "channels_first",
) => dg.layers.Layer)[] = [
  (dataFormat) => new L.MaxPooling2D({ padding: "same", dataFormat }),
  (dataFormat) => new L.AveragePooling2D({ poolSize: [2, 1], dataFormat }),
  (dataFormat) => new L.UpSampling2D({ size: [1, 2], dataFormat }),
  (dataFormat) =>
    new L.UpSampling2D({ interpolation: "bilinear", size: [3, 2], dataFormat }),
  (dataFormat) => new L.ZeroPadding2D({ padding: [[1, 2], 0], dataFormat }),
  (dataFormat) => new L.Cropping2D({ cropping: [[1, 2], 0], dataFormat }),
  (dataFormat) => new L.GlobalMaxPooling2D({ keepdims: true, dataFormat }),
  (dataFormat) => new L.GlobalAveragePooling2D({ keepdims: true, dataFormat }),
];

forEachBackend("channels first computes what channels last does", async () => {
  for (const make of FORMATS) {
    await checkDataFormats(make, [2, 5, 4, 3]);
  }
});

Deno.test("of several maxima the first gets the gradient", async () => {
  const x = dg.zeros([1, 2, 4, 1]);
  const layer = new L.MaxPooling2D();
  const slope = dg.grad((x: dg.Tensor) => dg.sum(layer.apply(x)));
  assertEquals([...await slope(x).data()], [1, 0, 1, 0, 0, 0, 0, 0]);
});

Deno.test("a model of layers in layers comes back from its config", async () => {
  const { BatchNormalization, Conv2D, LeakyReLU } = L;
  const conv = new Conv2D({ filters: 2, kernelSize: 3, useBias: false });
  const model = new dg.Sequential([
    new L.SpectralNormalization({ layer: conv, inputShape: [5, 5, 1] }),
    new BatchNormalization(),
    new LeakyReLU(),
    new L.GlobalAveragePooling2D(),
  ]);
  const object = JSON.parse(JSON.stringify(dg.layers.serialize(model)));
  const copy = dg.layers.deserialize(object);
  assertEquals(copy.getConfig(), model.getConfig());
  const x = dg.randomNormal([2, 5, 5, 1], { seed: 1 });
  copy.setWeights(model.getWeights());
  const [actual, expected] = [copy, model].map((one) => one.apply(x));
  assertEquals(await actual.data(), await expected.data());
  assertEquals(
    model.weights.map(({ name }) => name),
    [
      "kernel",
      "vector_u",
      "gamma",
      "beta",
      "moving_mean",
      "moving_variance",
    ],
  );
});
