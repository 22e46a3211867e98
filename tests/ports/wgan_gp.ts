/** A WGAN-GP: a critic that is trained more often, and a penalty on the gradient of its answer. */

import * as dg from "@decograd/decograd";
import type { Tensor } from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { layers } = dg;

const noiseDim = 6;
const images = pattern([16, 8, 8, 1], { seed: 1 });
const noise = pattern([16, 3, noiseDim], { seed: 2 });
const alphas = pattern([16, 2, 1, 1, 1], { seed: 3 }).add(1).div(2);

function getDiscriminatorModel() {
  const imgInput = dg.Input([8, 8, 1]);
  let x = new layers.Conv2D(8, 5, 2, "same").apply(imgInput);
  x = new layers.LeakyReLU(0.2).apply(x);
  x = new layers.Conv2D(16, 5, 2, "same").apply(x);
  x = new layers.LeakyReLU(0.2).apply(x);
  x = new layers.Flatten().apply(x);
  x = new layers.Dense(1).apply(x);
  return new dg.Model(imgInput, x, { name: "discriminator" });
}

function getGeneratorModel() {
  const noise = dg.Input([noiseDim]);
  let x = new layers.Dense(4 * 4 * 8, { useBias: false }).apply(noise);
  x = new layers.BatchNormalization().apply(x);
  x = new layers.LeakyReLU(0.2).apply(x);
  x = new layers.Reshape([4, 4, 8]).apply(x);
  x = new layers.UpSampling2D(2).apply(x);
  x = new layers.Conv2D(1, 3, { padding: "same", activation: "tanh" }).apply(x);
  return new dg.Model(noise, x, { name: "generator" });
}

interface WGANOptions extends dg.CompileOptions {
  dOptimizer: dg.optimizers.Optimizer;
  gOptimizer: dg.optimizers.Optimizer;
  dLossFn: (realImg: Tensor, fakeImg: Tensor) => Tensor;
  gLossFn: (fakeImg: Tensor) => Tensor;
}

class WGAN extends dg.Model {
  compiledWith!: WGANOptions;

  constructor(
    readonly discriminator: dg.Model,
    readonly generator: dg.Model,
    readonly dSteps = 2,
    readonly gpWeight = 10.0,
  ) {
    super();
  }

  override compile(options: WGANOptions) {
    super.compile();
    this.compiledWith = options;
  }

  /** The penalty of gradients between real and fake images whose norm is not 1. */
  gradientPenalty(alpha: Tensor, realImages: Tensor, fakeImages: Tensor) {
    const interpolated = realImages.add(alpha.mul(fakeImages.sub(realImages)));

    const gpTape = new dg.GradientTape();
    gpTape.watch(interpolated);
    const pred = this.discriminator.apply(interpolated, { training: true });

    const [grads] = gpTape.gradient(pred, [interpolated]);
    const norm = grads!.square().sum({ axis: [1, 2, 3] }).sqrt();
    return norm.sub(1).pow(2).mean();
  }

  override trainStep({ inputs: [realImages, noise, alphas] }: dg.Batch) {
    const { discriminator, generator, dSteps, gpWeight } = this;
    const { dOptimizer, gOptimizer, dLossFn, gLossFn } = this.compiledWith;
    const training = { training: true };
    let dLoss = dg.tensor(0);

    for (let i = 0; i < dSteps; i++) {
      const tape = new dg.GradientTape();
      const fakeImages = generator.apply(noise.at(null, i), training);
      const fakeLogits = discriminator.apply(fakeImages, training);
      const realLogits = discriminator.apply(realImages, training);
      const dCost = dLossFn(realLogits, fakeLogits);
      const alpha = alphas.at(null, i);
      const gp = this.gradientPenalty(alpha, realImages, fakeImages);
      dLoss = dCost.add(gp.mul(gpWeight));
      const dGradient = tape.gradient(dLoss, discriminator.trainableVariables);
      dOptimizer.apply(dGradient, discriminator.trainableVariables);
    }

    const tape = new dg.GradientTape();
    const generated = generator.apply(noise.at(null, dSteps), training);
    const gLoss = gLossFn(discriminator.apply(generated, training));
    const genGradient = tape.gradient(gLoss, generator.trainableVariables);
    gOptimizer.apply(genGradient, generator.trainableVariables);
    return { d_loss: dLoss, g_loss: gLoss };
  }
}

function discriminatorLoss(realImg: Tensor, fakeImg: Tensor) {
  return fakeImg.mean().sub(realImg.mean());
}

function generatorLoss(fakeImg: Tensor) {
  return fakeImg.mean().neg();
}

class Steps extends dg.callbacks.Callback {
  logs: number[][] = [];

  override async onTrainBatchEnd(_batch: number, logs: dg.callbacks.BatchLogs) {
    const { d_loss, g_loss } = await logs;
    this.logs.push([d_loss, g_loss]);
  }
}

const wgan = new WGAN(getDiscriminatorModel(), getGeneratorModel());
setWeights(wgan.discriminator, wgan.generator);
wgan.compile({
  dOptimizer: new dg.optimizers.Adam(0.0002, { beta1: 0.5, beta2: 0.9 }),
  gOptimizer: new dg.optimizers.Adam(0.0002, { beta1: 0.5, beta2: 0.9 }),
  dLossFn: discriminatorLoss,
  gLossFn: generatorLoss,
});
const steps = new Steps();
const data = [images, noise, alphas];
const options = { batchSize: 8, shuffle: false, verbose: 0 } as const;
await wgan.fit(data, { epochs: 2, callbacks: [steps], ...options });

export const results = {
  steps: steps.logs,
  sample: wgan.generator.apply(noise.at([0, 1], 0)).at(0, 4, null, 0),
};
