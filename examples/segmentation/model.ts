/** The model: a U-Net (Ronneberger, Fischer, Brox 2015), small and with batch normalization. */

import * as dg from "@decograd/decograd";

const {
  Activation,
  BatchNormalization,
  Concatenate,
  Conv2D,
  Conv2DTranspose,
  MaxPooling2D,
} = dg.layers;

/** From scenes `[batch, side, side, 1]` to a logit for each class of each pixel. */
export function makeUNet(side: number, classes: number): dg.Model {
  const scene = dg.Input({ shape: [side, side, 1], name: "scene" });

  // Down: ever fewer pixels, ever more channels; what each height saw is handed across.
  const top = convolved(scene, 8);
  const middle = convolved(new MaxPooling2D().apply(top), 16);
  const bottom = convolved(new MaxPooling2D().apply(middle), 32);

  // Up: where it is comes from across, what it is from below.
  const middleAgain = convolved(joined(bottom, middle, 16), 16);
  const topAgain = convolved(joined(middleAgain, top, 8), 8);

  const logits = new Conv2D({ filters: classes, kernelSize: 1 });
  return new dg.Model({
    inputs: scene,
    outputs: logits.apply(topAgain),
    name: "unet",
  });
}

/** Two convolutions. */
function convolved(x: dg.SymbolicTensor, filters: number): dg.SymbolicTensor {
  for (let i = 0; i < 2; i++) {
    const conv = new Conv2D({
      ...{ filters, kernelSize: 3, padding: "same", useBias: false },
    });
    x = new BatchNormalization({ momentum: 0.9 }).apply(conv.apply(x));
    x = new Activation({ activation: "relu" }).apply(x);
  }
  return x;
}

/** Twice the height and width of what comes from below, beside what comes from across. */
function joined(
  below: dg.SymbolicTensor,
  across: dg.SymbolicTensor,
  filters: number,
): dg.SymbolicTensor {
  const up: dg.SymbolicTensor = new Conv2DTranspose({
    ...{ filters, kernelSize: 2, strides: 2 },
  }).apply(below);
  return new Concatenate().apply([up, across]);
}
