/** The models of TensorFlow's tutorial "Deep Convolutional Generative Adversarial Network", and the step that trains both. */

import * as dg from "@decograd/decograd";
import {
  discriminatorLoss,
  generatorLoss,
  learnFromEachOther,
} from "../shared/adversaries.ts";

const {
  BatchNormalization,
  Conv2D,
  Conv2DTranspose,
  Dense,
  Dropout,
  Flatten,
  LeakyReLU,
  Reshape,
} = dg.layers;

/** Random numbers that an image is drawn from. */
export const NOISE = 100;

/** What both optimizers are told: by the tutorial, and by the paper (Radford, Metz, Chintala 2015). */
export const ADAM = {
  tutorial: { learningRate: 1e-4 },
  paper: { learningRate: 2e-4, beta1: 0.5 },
} as const;

/** From random numbers `[batch, 100]` to images `[batch, 28, 28, 1]` with values from -1 to 1. */
export function makeGenerator(): dg.Sequential {
  const wide = { kernelSize: 5, padding: "same", useBias: false } as const;
  return new dg.Sequential([
    dg.Input([NOISE]),
    new Dense(7 * 7 * 256, { useBias: false }),
    new BatchNormalization(),
    new LeakyReLU(),
    new Reshape([7, 7, 256]),

    new Conv2DTranspose(128, { ...wide, strides: 1 }),
    new BatchNormalization(),
    new LeakyReLU(),

    new Conv2DTranspose(64, { ...wide, strides: 2 }),
    new BatchNormalization(),
    new LeakyReLU(),

    new Conv2DTranspose(1, { ...wide, strides: 2, activation: "tanh" }),
  ], { name: "generator" });
}

/** From images to a logit each: above 0 where it takes them for real. */
export function makeDiscriminator(): dg.Sequential {
  const wide = { kernelSize: 5, strides: 2, padding: "same" } as const;
  return new dg.Sequential([
    dg.Input([28, 28, 1]),
    new Conv2D(64, wide),
    new LeakyReLU(),
    new Dropout(0.3),

    new Conv2D(128, wide),
    new LeakyReLU(),
    new Dropout(0.3),

    new Flatten(),
    new Dense(1),
  ], { name: "discriminator" });
}

/** A generator and a discriminator that learn from each other (Radford, Metz, Chintala 2015). */
export class DCGAN extends dg.Model {
  readonly generator = makeGenerator();
  readonly discriminator = makeDiscriminator();
  readonly generatorOptimizer: dg.optimizers.Optimizer;
  readonly discriminatorOptimizer: dg.optimizers.Optimizer;
  /** What images are drawn from in training. */
  readonly noise: dg.SeedGenerator;
  /** The means of an epoch. */
  readonly means = {
    generator: new dg.metrics.Mean("generator"),
    discriminator: new dg.metrics.Mean("discriminator"),
  };

  /** `around` makes of each optimizer the one that is used. */
  constructor(
    seed: number,
    adam: keyof typeof ADAM = "tutorial",
    around: (adam: dg.optimizers.Adam) => dg.optimizers.Optimizer = (one) =>
      one,
  ) {
    super({ name: "dcgan" });
    const make = () => around(new dg.optimizers.Adam(ADAM[adam]));
    this.generatorOptimizer = make();
    this.discriminatorOptimizer = make();
    this.noise = new dg.SeedGenerator({ seed });
  }

  /** Images from random numbers `[batch, 100]`. */
  override call(noise: dg.Tensor): dg.Tensor {
    return this.generator.apply(noise);
  }

  /** Each learns from what the discriminator says of the same images, real ones and drawn ones. */
  override async trainStep({ x: images }: dg.Batch): Promise<void> {
    const { generator, discriminator, means } = this;
    const training = { training: true };
    const seeds = dg.randomNormal([images.shape[0], NOISE], {
      seed: this.noise,
    });
    await learnFromEachOther(this, () => {
      const drawn = generator.apply(seeds, training);
      const ofReal = discriminator.apply(images, training);
      const ofDrawn = discriminator.apply(drawn, training);
      const losses = {
        generator: generatorLoss(ofDrawn),
        discriminator: discriminatorLoss(ofReal, ofDrawn),
      };
      means.generator.updateState(losses.generator);
      means.discriminator.updateState(losses.discriminator);
      return losses;
    });
  }
}
