/** The model: a convolutional variational autoencoder, whose decoder is made of Conv2DTranspose. */

import * as dg from "@decograd/decograd";

const { Conv2D, Conv2DTranspose, Dense, Flatten, Reshape } = dg.layers;
const { Mean } = dg.metrics;

/** What the encoder says of an image: a normal distribution for each latent number, `[batch, latent]`. */
export interface Posterior {
  readonly mean: dg.Tensor;
  readonly logVariance: dg.Tensor;
}

/**
 * Kingma, Welling: Auto-Encoding Variational Bayes (2013), with the layers of TensorFlow's tutorial "Convolutional
 * Variational Autoencoder". Images are `[batch, 28, 28, 1]` with values from 0 to 1.
 */
export class VariationalAutoencoder extends dg.Model {
  readonly latentSize: number;
  readonly encoder: dg.Sequential;
  readonly decoder: dg.Sequential;
  /** What samples of latent numbers are drawn with. */
  noise = new dg.SeedGenerator();
  /** The means of an epoch, in nats an image. */
  readonly means = {
    loss: new Mean({ name: "loss" }),
    pixels: new Mean({ name: "pixels" }),
    latent: new Mean({ name: "latent" }),
  };

  constructor(latentSize: number) {
    super({ name: "vae" });
    this.latentSize = latentSize;
    this.encoder = new dg.Sequential([
      new Conv2D({
        filters: 32,
        kernelSize: 3,
        strides: 2,
        activation: "relu",
        inputShape: [28, 28, 1],
      }),
      new Conv2D({
        filters: 64,
        kernelSize: 3,
        strides: 2,
        activation: "relu",
      }),
      new Flatten(),
      new Dense({ units: 2 * latentSize }),
    ], { name: "encoder" });
    this.decoder = new dg.Sequential([
      new Dense({
        units: 7 * 7 * 32,
        activation: "relu",
        inputShape: [latentSize],
      }),
      new Reshape({ targetShape: [7, 7, 32] }),
      new Conv2DTranspose({
        filters: 64,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
      }),
      new Conv2DTranspose({
        filters: 32,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "relu",
      }),
      new Conv2DTranspose({ filters: 1, kernelSize: 3, padding: "same" }),
    ], { name: "decoder" });
  }

  /** From images to the distributions of their latent numbers. */
  encode(images: dg.Tensor): Posterior {
    const [mean, logVariance] = dg.split(this.encoder.apply(images), 2, -1);
    return { mean, logVariance };
  }

  /** From latent numbers `[batch, latent]` to images. */
  decode(z: dg.Tensor): dg.Tensor {
    return dg.sigmoid(this.decoder.apply(z));
  }

  /** The reconstruction of images, through the means of their latent numbers. */
  override call(images: dg.Tensor): dg.Tensor {
    return this.decode(this.encode(images).mean);
  }

  override trainStep({ x: images }: dg.Batch): void {
    new dg.Trainer({ model: this, optimizer: this.optimizer })
      .minimize(() => this.negativeElbo(images));
  }

  override testStep({ x: images }: dg.Batch): void {
    dg.noGrad(() => this.negativeElbo(images));
  }

  /**
   * The negative evidence lower bound in nats, averaged over the batch: what the images cost to describe given one
   * sample of their latent numbers, and what the latent numbers cost. The means of the epoch take note of it.
   */
  negativeElbo(images: dg.Tensor, noise = this.noise): dg.Tensor {
    const { mean, logVariance } = this.encode(images);
    const epsilon = dg.randomNormal(mean.shape, { seed: noise });
    const z = mean.add(epsilon.mul(logVariance.mul(0.5).exp()));
    const logits = this.decoder.apply(z);
    const perPixel = dg.losses.binaryCrossentropy(images, logits, {
      fromLogits: true,
    });
    const count = images.shape[0];
    const pixels = perPixel.mean().mul(images.size / count);
    const latent = divergence({ mean, logVariance });
    const loss = pixels.add(latent);
    const { means } = this, weighed = { sampleWeight: count };
    means.loss.updateState(loss, weighed);
    means.pixels.updateState(pixels, weighed);
    means.latent.updateState(latent, weighed);
    return loss;
  }
}

/** The Kullback-Leibler divergence from the standard normal distribution, summed over the latent numbers. */
function divergence({ mean, logVariance }: Posterior): dg.Tensor {
  const spread = logVariance.exp().sub(logVariance.add(1));
  const perNumber = mean.square().add(spread);
  return perNumber.sum({ axis: -1 }).mean().mul(0.5);
}
