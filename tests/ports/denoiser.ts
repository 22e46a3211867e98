/** A denoiser with validation, early stopping, a falling learning rate and the best weights in the end. */

import * as dg from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { Conv2D } = dg.layers;

const clean = pattern([40, 8, 8, 1], { seed: 1 }).add(1).div(2);
const noise = pattern([40, 8, 8, 1], { seed: 2 }).mul(0.3);
const noisy = clean.add(noise).clip(0, 1);
const [xTrain, xVal] = [noisy.at([0, 32]), noisy.at([32])];
const [yTrain, pale] = [clean.at([0, 32]), clean.at([32]).mul(0.2)];
const yVal = pale.add(0.45);

const model = new dg.Sequential([
  dg.Input([8, 8, 1]),
  new Conv2D(8, 3, { padding: "same", activation: "relu" }),
  new Conv2D(8, 3, { padding: "same", activation: "relu" }),
  new Conv2D(1, 3, { padding: "same", activation: "sigmoid" }),
]);
setWeights(model);
model.compile({
  optimizer: new dg.optimizers.Adam(0.003),
  loss: new dg.losses.MeanSquaredError(),
  metrics: [new dg.metrics.MeanAbsoluteError({ name: "mae" })],
});
const monitor = "val_loss";
const { history, epoch } = await model.fit(xTrain, yTrain, {
  batchSize: 8,
  epochs: 20,
  shuffle: false,
  validationData: [xVal, yVal],
  callbacks: [
    new dg.callbacks.EarlyStopping({
      monitor,
      patience: 2,
      restoreBestWeights: true,
    }),
    new dg.callbacks.ReduceLROnPlateau({ monitor, factor: 0.5, patience: 1 }),
  ],
  verbose: 0,
});
const best = await model.evaluate(xVal, yVal, { verbose: 0 });
const restored = await model.predict(xVal.at([0, 1]), { verbose: 0 });

export const results = {
  loss: history.loss,
  val_loss: history.val_loss,
  val_mae: history.val_mae,
  learning_rate: history.learning_rate,
  epochs: epoch.length,
  best,
  restored: restored.at(0, 2),
};
