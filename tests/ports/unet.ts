/** A U-Net that says of each pixel what it belongs to. */

import * as dg from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { layers } = dg;

const imgSize = [16, 16];
const numClasses = 3;
const images = pattern([12, ...imgSize, 3], { seed: 1 });
const shades = pattern([12, ...imgSize, 1], { seed: 2 }).add(1).div(2);
const masks = shades.mul(numClasses).floor();

function convBlock(x: dg.SymbolicTensor, filters: number) {
  for (let i = 0; i < 2; i++) {
    const conv = { padding: "same", useBias: false } as const;
    x = new layers.Conv2D(filters, 3, conv).apply(x);
    x = new layers.BatchNormalization().apply(x);
    x = new layers.Activation("relu").apply(x);
  }
  return x;
}

function getModel(imgSize: number[], numClasses: number) {
  const inputs = dg.Input([...imgSize, 3]);

  // Downsampling, with what is to be kept for the way back
  let x = inputs;
  const skips = [];
  for (const filters of [4, 8]) {
    x = convBlock(x, filters);
    skips.push(x);
    x = new layers.MaxPooling2D({ poolSize: 2 }).apply(x);
  }

  x = convBlock(x, 16);

  // Upsampling
  for (const filters of [8, 4]) {
    x = new layers.Conv2DTranspose(filters, 2, 2, "same").apply(x);
    x = new layers.Concatenate().apply([x, skips.pop()!]);
    x = convBlock(x, filters);
  }

  x = new layers.Conv2D(numClasses, 1, { activation: "softmax" }).apply(x);
  return new dg.Model(inputs, x, { name: "unet" });
}

const model = getModel(imgSize, numClasses);
setWeights(model);
const meanIoU = new dg.metrics.MeanIoU(numClasses, { sparseYPred: false });
model.compile({
  optimizer: new dg.optimizers.SGD(0.05, { momentum: 0.9 }),
  loss: "sparse_categorical_crossentropy",
  metrics: ["accuracy", meanIoU],
});
const { history } = await model.fit(images, masks, {
  batchSize: 4,
  epochs: 3,
  validationSplit: 0.25,
  shuffle: false,
  verbose: 0,
});
const prediction = await model.predict(images.at([0, 1]), { verbose: 0 });

export const results = {
  loss: history.loss,
  accuracy: history.accuracy,
  val_loss: history.val_loss,
  val_mean_iou: history.val_mean_io_u,
  prediction: prediction.at(0, 4, 5),
  mask: prediction.at(0, 4).argmax({ axis: -1 }),
  parameters: model.countParams(),
};
