/** A DCGAN: two optimizers in a model with a trainStep of its own, and a callback that draws samples. */

import * as dg from "@decograd/decograd";
import { numbers, pattern, setWeights } from "./given.ts";

const { layers } = dg;

const latentDim = 8;
const images = numbers([24, 8, 8, 1], { seed: 1 });
const noise = numbers([24, latentDim], { seed: 2 });

const discriminator = new dg.Sequential([
  dg.Input([8, 8, 1]),
  new layers.Conv2D(8, { kernelSize: 4, strides: 2, padding: "same" }),
  new layers.LeakyReLU({ negativeSlope: 0.2 }),
  new layers.Conv2D(16, { kernelSize: 4, strides: 2, padding: "same" }),
  new layers.LeakyReLU({ negativeSlope: 0.2 }),
  new layers.Flatten(),
  new layers.Dropout(0.0),
  new layers.Dense(1, { activation: "sigmoid" }),
], { name: "discriminator" });

const generator = new dg.Sequential([
  dg.Input([latentDim]),
  new layers.Dense(2 * 2 * 16, { useBias: false }),
  new layers.BatchNormalization(),
  new layers.Reshape([2, 2, 16]),
  new layers.Conv2DTranspose(8, { kernelSize: 4, strides: 2, padding: "same" }),
  new layers.LeakyReLU({ negativeSlope: 0.2 }),
  new layers.Conv2DTranspose(8, { kernelSize: 4, strides: 2, padding: "same" }),
  new layers.LeakyReLU({ negativeSlope: 0.2 }),
  new layers.Conv2D(1, 5, { padding: "same", activation: "tanh" }),
], { name: "generator" });
setWeights(discriminator, generator);

interface GANOptions extends dg.CompileOptions {
  dOptimizer: dg.optimizers.Optimizer;
  gOptimizer: dg.optimizers.Optimizer;
  lossFn: dg.losses.Loss;
}

class GAN extends dg.Model {
  dLossMetric = new dg.metrics.Mean("d_loss");
  gLossMetric = new dg.metrics.Mean("g_loss");
  compiledWith!: GANOptions;

  constructor(
    readonly discriminator: dg.Model,
    readonly generator: dg.Model,
  ) {
    super();
  }

  override compile(options: GANOptions) {
    super.compile();
    this.compiledWith = options;
  }

  override get metrics() {
    return [this.dLossMetric, this.gLossMetric];
  }

  override trainStep({ x: realImages, y: noise }: dg.Batch) {
    const { discriminator, generator } = this;
    const { dOptimizer, gOptimizer, lossFn } = this.compiledWith;
    const [batchSize] = realImages.shape;

    // Train the discriminator on fakes (1) and reals (0)
    const fakeImages = generator.apply(noise, { training: true });
    const combinedImages = dg.concat([fakeImages, realImages], 0);
    const [ones, zeros] = [dg.ones([batchSize, 1]), dg.zeros([batchSize, 1])];
    const labels = dg.concat([ones, zeros], 0);
    const dTape = new dg.GradientTape();
    const judged = discriminator.apply(combinedImages, { training: true });
    const dLoss = lossFn.call(labels, judged);
    const dGrads = dTape.gradient(dLoss, discriminator.trainableWeights);
    dOptimizer.apply(dGrads, discriminator.trainableWeights);

    // Train the generator to have its fakes taken for reals
    const misleadingLabels = dg.zeros([batchSize, 1]);
    const gTape = new dg.GradientTape();
    const fakes = generator.apply(noise, { training: true });
    const gLoss = lossFn.call(misleadingLabels, discriminator.apply(fakes));
    const gGrads = gTape.gradient(gLoss, generator.trainableWeights);
    gOptimizer.apply(gGrads, generator.trainableWeights);

    this.dLossMetric.updateState(dLoss);
    this.gLossMetric.updateState(gLoss);
    return {
      d_loss: this.dLossMetric.result(),
      g_loss: this.gLossMetric.result(),
    };
  }
}

class GANMonitor extends dg.callbacks.Callback<GAN> {
  samples: dg.Tensor[] = [];

  constructor(readonly numImg = 2) {
    super();
  }

  override onEpochEnd() {
    const latentVectors = pattern([this.numImg, latentDim], { seed: 3 });
    const generated = this.model.generator.apply(latentVectors);
    const pixels = generated.mul(127.5).add(127.5);
    this.samples.push(pixels.at(0, 3, null, 0));
  }
}

const gan = new GAN(discriminator, generator);
gan.compile({
  dOptimizer: new dg.optimizers.Adam(0.0002, { beta1: 0.5 }),
  gOptimizer: new dg.optimizers.Adam(0.0002, { beta1: 0.5 }),
  lossFn: new dg.losses.BinaryCrossentropy(),
});
const dataset = dg.data.Dataset.fromTensorSlices(images, noise).batch(8);
const monitor = new GANMonitor(2);
const callbacks = [monitor];
const { history } = await gan.fit(dataset, {
  epochs: 2,
  callbacks,
  verbose: 0,
});

export const results = {
  d_loss: history.d_loss,
  g_loss: history.g_loss,
  samples: monitor.samples,
};
