/** A user's first program: one layer, its gradients, its config. Runs without any permission. */

import * as dg from "@decograd/decograd";

await dg.setBackend("wasm");
const layer = new dg.layers.Conv2DTranspose({
  filters: 8,
  kernelSize: [3, 5],
  strides: 2,
  padding: "same",
  outputPadding: null,
  dataFormat: "channels_last",
  dilationRate: 1,
  activation: "relu",
  useBias: true,
  kernelInitializer: "he_normal",
  biasInitializer: "zeros",
  kernelRegularizer: new dg.regularizers.L2({ l2: 0.01 }),
  activityRegularizer: "l1",
  kernelConstraint: new dg.constraints.MaxNorm({
    maxValue: 2,
    axis: [0, 1, 3],
  }),
});
const x = dg.tensor(new Float32Array(2 * 7 * 7 * 4).fill(0.5), [2, 7, 7, 4]);
const y = layer.apply(x);

const kernelValues = new Float32Array(3 * 5 * 8 * 4).fill(0.25);
const biasValues = new Float32Array(8).fill(1);
const upstream = dg.ones(y.shape);
layer.setWeights([
  dg.tensor(kernelValues, layer.kernel.shape),
  dg.tensor(biasValues, [8]),
]);

const { value, gradients } = dg.valueAndGrad(
  () => dg.sum(dg.mul(layer.apply(x), upstream)),
  layer.trainableVariables,
);
const dx = dg.grad((x: dg.Tensor) => dg.sum(dg.mul(layer.apply(x), upstream)))(
  x,
);
await y.data();

const raw = dg.conv2dTranspose(x, layer.kernel.value, {
  strides: [3, 3],
  dilationRate: [2, 1],
  padding: "valid",
});
const copy = dg.layers.Conv2DTranspose.fromConfig(layer.getConfig());
using tape = new dg.GradientTape({ persistent: true });
const loss = dg.mean(layer.apply(x));

console.log(JSON.stringify({
  y: y.shape,
  value: await value.item(),
  bias: [...await gradients[1].data()],
  dx: dx.shape,
  raw: raw.shape,
  filters: copy.getConfig().filters,
  taped: tape.gradient(loss, [layer.kernel]).length,
}));
