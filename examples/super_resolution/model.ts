/** The model: Shi et al. (2016), Real-Time Single Image Super-Resolution with an Efficient Sub-Pixel CNN, as on keras.io. */

import * as dg from "@decograd/decograd";

const { Conv2D, Conv2DTranspose } = dg.layers;

/** What both have in common, as on keras.io. */
const ALIKE = {
  activation: "relu",
  kernelInitializer: "orthogonal",
  padding: "same",
} as const;

/**
 * From grey images `[batch, side, side, 1]` to two guesses at the same `factor` times as high and wide: `subpixel`, whose last
 * convolution says `factor^2` pixels as so many channels, and `transposed`, whose last layer is a transposed convolution. No
 * weight is in both, so training them as one model is training each.
 */
export function makeUpscalers(side: number, factor: number): dg.Model {
  const image = dg.Input({ shape: [side, side, 1], name: "small" });

  let x = features(image);
  x = new Conv2D({ filters: factor ** 2, kernelSize: 3, ...ALIKE }).apply(x);
  const subpixel = new dg.layers.Identity({ name: "subpixel" })
    .apply(x.depthToSpace(factor));

  // As many weights as there: three pixels of the small image are so many of the large one.
  x = features(image);
  const transposed = new Conv2DTranspose({
    ...{ filters: 1, kernelSize: 3 * factor, strides: factor, ...ALIKE },
    name: "transposed",
  }).apply(x);

  return new dg.Model({
    ...{ inputs: image, outputs: [subpixel, transposed] },
    name: "upscalers",
  });
}

/** What there is around each pixel. */
function features(image: dg.SymbolicTensor): dg.SymbolicTensor {
  let x = new Conv2D({ filters: 64, kernelSize: 5, ...ALIKE }).apply(image);
  x = new Conv2D({ filters: 64, kernelSize: 3, ...ALIKE }).apply(x);
  return new Conv2D({ filters: 32, kernelSize: 3, ...ALIKE }).apply(x);
}
