/** The models of fixtures/scripts/torch_models.py. */

import * as dg from "@decograd/decograd";

const {
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Cropping2D,
  Dense,
  DepthwiseConv2D,
  Embedding,
  Flatten,
  GroupNormalization,
  LayerNormalization,
  PReLU,
  ReLU,
  Reshape,
  ZeroPadding2D,
} = dg.layers;

/** Names that say nothing of an order; a Dense behind a Flatten of images. */
export function classifier(): dg.Sequential {
  return new dg.Sequential([
    new ZeroPadding2D({ padding: 1, inputShape: [6, 4, 2] }),
    new Conv2D({ filters: 4, kernelSize: 3, strides: 2, name: "stem" }),
    new BatchNormalization({ epsilon: 1e-5, name: "norm" }),
    new ReLU(),
    new DepthwiseConv2D({
      kernelSize: 3,
      depthMultiplier: 2,
      padding: "same",
      name: "depth",
    }),
    new GroupNormalization({ groups: 2, epsilon: 1e-3, name: "groups" }),
    new PReLU({ sharedAxes: [1, 2], name: "act" }),
    new Flatten(),
    new Dense({ units: 3, name: "head" }),
  ]);
}

/** Layers in their order; a Dense before images. */
export function decoder(): dg.Sequential {
  return new dg.Sequential([
    new Dense({ units: 24, activation: "relu", inputShape: [3] }),
    new Reshape({ targetShape: [2, 3, 4] }),
    new Conv2DTranspose({ filters: 3, kernelSize: 3, strides: 2 }),
    // PyTorch cuts off where padding is 1, and adds where outputPadding is.
    new Cropping2D({ cropping: [[1, 0], [1, 0]] }),
    new BatchNormalization({ epsilon: 1e-3 }),
    new ReLU(),
    new Conv2D({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
    }),
    new Conv2D({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
    }),
    new Conv2D({ filters: 1, kernelSize: 1, activation: "sigmoid" }),
  ]);
}

/** Numbers of words. */
export function words(): dg.Sequential {
  return new dg.Sequential([
    new Embedding({ inputDim: 7, outputDim: 4, inputShape: [5] }),
    new LayerNormalization({ epsilon: 1e-3 }),
    new Dense({ units: 2 }),
  ]);
}
