/** A conditional VAE: two inputs, a sampling layer, and a trainStep that knows several losses. */

import * as dg from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { layers, losses, metrics } = dg;

const [latentDim, numClasses] = [2, 3];
const images = pattern([24, 8, 8, 1], { seed: 1 }).add(1).div(2);
const labels = dg.tile(dg.eye(numClasses), [8, 1]);
const noise = pattern([24, latentDim], { seed: 2 });
const conv = { activation: "relu", strides: 2, padding: "same" } as const;

/** Uses (zMean, zLogVar) and noise to sample z. */
class Sampling extends layers.Layer {
  override call(zMean: dg.Tensor, zLogVar: dg.Tensor, epsilon: dg.Tensor) {
    return zMean.add(zLogVar.mul(0.5).exp().mul(epsilon));
  }
}

// Encoder
const imageInputs = dg.Input([8, 8, 1], { name: "image" });
const labelInputs = dg.Input([numClasses], { name: "label" });
const noiseInputs = dg.Input([latentDim], { name: "noise" });
let x = new layers.Conv2D(4, 3, conv).apply(imageInputs);
x = new layers.Conv2D(8, 3, conv).apply(x);
x = new layers.Flatten().apply(x);
x = new layers.Concatenate().apply([x, labelInputs]);
x = new layers.Dense(16, { activation: "relu" }).apply(x);
const zMean = new layers.Dense(latentDim, { name: "z_mean" }).apply(x);
const zLogVar = new layers.Dense(latentDim, { name: "z_log_var" }).apply(x);
const z = new Sampling().apply([zMean, zLogVar, noiseInputs]);
const inputs = [imageInputs, labelInputs, noiseInputs];
const encoder = new dg.Model(inputs, [zMean, zLogVar, z], { name: "encoder" });
console.log(encoder.summary());

// Decoder
const latentInputs = dg.Input([latentDim]);
const condition = dg.Input([numClasses]);
x = new layers.Concatenate().apply([latentInputs, condition]);
x = new layers.Dense(2 * 2 * 8, { activation: "relu" }).apply(x);
x = new layers.Reshape([2, 2, 8]).apply(x);
x = new layers.Conv2DTranspose(8, 3, conv).apply(x);
x = new layers.Conv2DTranspose(4, 3, conv).apply(x);
const last = { activation: "sigmoid", padding: "same" } as const;
const outputs = new layers.Conv2DTranspose(1, 3, last).apply(x);
const decoder = new dg.Model([latentInputs, condition], outputs);
setWeights(encoder, decoder);

class CVAE extends dg.Model {
  totalLossTracker = new metrics.Mean("total_loss");
  reconstructionLossTracker = new metrics.Mean("reconstruction_loss");
  klLossTracker = new metrics.Mean("kl_loss");

  constructor(readonly encoder: dg.Model, readonly decoder: dg.Model) {
    super();
  }

  override get metrics() {
    return [
      this.totalLossTracker,
      this.reconstructionLossTracker,
      this.klLossTracker,
    ];
  }

  override trainStep({ inputs: [images, labels, noise] }: dg.Batch) {
    const tape = new dg.GradientTape();
    const encoded = this.encoder.apply<dg.Tensor[]>([images, labels, noise]);
    const [zMean, zLogVar, z] = encoded;
    const reconstruction = this.decoder.apply([z, labels]);
    const reconstructionLoss = dg.mean(
      dg.sum(
        losses.binaryCrossentropy(images, reconstruction),
        { axis: [1, 2] },
      ),
    );
    let klLoss = zLogVar.add(1).sub(zMean.square()).sub(zLogVar.exp());
    klLoss = klLoss.mul(-0.5).sum({ axis: 1 }).mean();
    const totalLoss = reconstructionLoss.add(klLoss);
    const grads = tape.gradient(totalLoss, this.trainableWeights);
    this.optimizer.apply(grads, this.trainableWeights);
    this.totalLossTracker.updateState(totalLoss);
    this.reconstructionLossTracker.updateState(reconstructionLoss);
    this.klLossTracker.updateState(klLoss);
    return {
      loss: this.totalLossTracker.result(),
      reconstruction_loss: this.reconstructionLossTracker.result(),
      kl_loss: this.klLossTracker.result(),
    };
  }
}

const cvae = new CVAE(encoder, decoder);
cvae.compile({ optimizer: new dg.optimizers.Adam() });
const { history } = await cvae.fit([images, labels, noise], images, {
  epochs: 3,
  batchSize: 8,
  shuffle: false,
  verbose: 0,
});

// One image of each class from the same point of the latent space
const points = dg.tensor([[0.5, -1.0]]).repeat(numClasses, { axis: 0 });
const drawn = await cvae.decoder.predict([points, dg.eye(numClasses)], {
  verbose: 0,
});

export const results = {
  loss: history.loss,
  reconstruction_loss: history.reconstruction_loss,
  kl_loss: history.kl_loss,
  drawn: drawn.at(null, 3, null, 0),
};
