/** The models of Keras's example "WGAN-GP", and the step that trains both: a gradient is part of what it minimizes. */

import * as dg from "@decograd/decograd";

const {
  Activation,
  BatchNormalization,
  Conv2D,
  Cropping2D,
  Dense,
  Dropout,
  Flatten,
  LeakyReLU,
  Reshape,
  UpSampling2D,
  ZeroPadding2D,
} = dg.layers;

/** Random numbers that an image is drawn from. */
export const NOISE = 128;

/** From images `[batch, 28, 28, 1]` to a number each: the higher, the more real. */
export function makeCritic(): dg.Model {
  const image = dg.Input([28, 28, 1]);
  // To 32 x 32 pixels, which can be halved four times.
  let x = new ZeroPadding2D(2).apply(image);
  x = halved(x, 64);
  x = new Dropout(0.3).apply(halved(x, 128));
  x = new Dropout(0.3).apply(halved(x, 256));
  x = halved(x, 512);
  x = new Dropout(0.2).apply(new Flatten().apply(x));
  return new dg.Model(image, new Dense(1).apply(x), { name: "critic" });
}

function halved(x: dg.SymbolicTensor, filters: number): dg.SymbolicTensor {
  const conv = new Conv2D(filters, 5, 2, "same");
  return new LeakyReLU(0.2).apply(conv.apply(x));
}

/** From random numbers `[batch, 128]` to images with values from -1 to 1. */
export function makeGenerator(): dg.Model {
  const noise = dg.Input([NOISE]);
  let x = new Dense(4 * 4 * 256, { useBias: false }).apply(noise);
  x = new BatchNormalization().apply(x);
  x = new LeakyReLU(0.2).apply(x);
  x = new Reshape([4, 4, 256]).apply(x);
  x = new LeakyReLU(0.2).apply(doubled(x, 128));
  x = new LeakyReLU(0.2).apply(doubled(x, 64));
  x = new Activation("tanh").apply(doubled(x, 1));
  return new dg.Model(noise, new Cropping2D(2).apply(x), { name: "generator" });
}

function doubled(x: dg.SymbolicTensor, filters: number): dg.SymbolicTensor {
  const conv = new Conv2D(filters, 3, 1, "same", { useBias: false });
  x = conv.apply(new UpSampling2D(2).apply(x));
  return new BatchNormalization().apply(x);
}

/** How a WGAN is trained. */
export interface WGANOptions {
  readonly seed: number;
  /** Steps of the critic for each of the generator. */
  readonly criticSteps: number;
  /** How much the gradient penalty counts. */
  readonly penaltyWeight: number;
}

/** A generator that learns from how real a critic finds what it draws (Gulrajani et al. 2017). */
export class WGAN extends dg.Model {
  readonly generator = makeGenerator();
  readonly critic = makeCritic();
  readonly generatorOptimizer = makeAdam();
  readonly criticOptimizer = makeAdam();
  /** What images, and places between them, are drawn with in training. */
  readonly noise: dg.SeedGenerator;
  readonly criticSteps: number;
  readonly penaltyWeight: number;
  /** The means of an epoch. */
  readonly means = {
    critic: new dg.metrics.Mean("critic"),
    penalty: new dg.metrics.Mean("penalty"),
    generator: new dg.metrics.Mean("generator"),
  };

  constructor({ seed, criticSteps, penaltyWeight }: WGANOptions) {
    super({ name: "wgan" });
    this.noise = new dg.SeedGenerator({ seed });
    this.criticSteps = criticSteps;
    this.penaltyWeight = penaltyWeight;
  }

  /** Images from random numbers `[batch, 128]`. */
  override call(noise: dg.Tensor): dg.Tensor {
    return this.generator.apply(noise);
  }

  /** Some steps of the critic, and one of the generator. */
  override trainStep({ x: images }: dg.Batch): void {
    for (let i = 0; i < this.criticSteps; i++) {
      using _scope = new dg.Scope();
      this.criticStep(images);
    }
    this.generatorStep(images.shape[0]);
  }

  /** The critic learns to find images more real than what is drawn, with a slope of 1 from these to those. */
  criticStep(images: dg.Tensor): void {
    const { critic, means } = this;
    const drawn = this.draw(images.shape[0]);
    using tape = new dg.GradientTape();
    const ofDrawn = critic.apply<dg.Tensor>(drawn, { training: true });
    const ofImages = critic.apply<dg.Tensor>(images, { training: true });
    const cost = ofDrawn.mean().sub(ofImages.mean());
    const penalty = this.gradientPenalty(images, drawn);
    const loss = cost.add(penalty.mul(this.penaltyWeight));
    const weights = critic.trainableVariables;
    this.criticOptimizer.apply(tape.gradient(loss, weights), weights);
    means.critic.updateState(loss);
    means.penalty.updateState(penalty);
  }

  /** The generator learns to draw what the critic finds real. */
  generatorStep(count: number): void {
    const { generator, critic, means } = this;
    using tape = new dg.GradientTape();
    const drawn = this.draw(count);
    const ofDrawn = critic.apply<dg.Tensor>(drawn, { training: true });
    const loss = ofDrawn.mean().neg();
    const weights = generator.trainableVariables;
    this.generatorOptimizer.apply(tape.gradient(loss, weights), weights);
    means.generator.updateState(loss);
  }

  /** How far the critic's slope is from 1 at random places between images and drawn ones, squared and averaged. */
  gradientPenalty(images: dg.Tensor, drawn: dg.Tensor): dg.Tensor {
    const share = dg.randomUniform([images.shape[0], 1, 1, 1], {
      seed: this.noise,
    });
    const between = images.add(share.mul(drawn.sub(images)));
    // The tape around this one records how the slope comes about, so that it can be made less or more.
    using tape = new dg.GradientTape();
    tape.watch(between);
    const found = this.critic.apply<dg.Tensor>(between, { training: true });
    const [slope] = tape.gradient(found, [between]);
    const norm = slope!.square().sum({ axis: [1, 2, 3] }).sqrt();
    return norm.sub(1).square().mean();
  }

  /** So many images, as they are drawn in training. */
  draw(count: number): dg.Tensor {
    const noise = dg.randomNormal([count, NOISE], { seed: this.noise });
    return this.generator.apply(noise, { training: true });
  }
}

function makeAdam(): dg.optimizers.Adam {
  return new dg.optimizers.Adam(2e-4, { beta1: 0.5, beta2: 0.9 });
}
