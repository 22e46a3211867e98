/** The model: a convolutional variational autoencoder, whose decoder is made of Conv2DTranspose. */

import * as dg from "@decograd/decograd";
import { makeParts, type PartsOptions } from "./parts.ts";

const { Mean } = dg.metrics;

/** What the encoder says of an image: a normal distribution for each latent number, `[batch, latent]`. */
export interface Posterior {
  readonly mean: dg.Tensor;
  readonly logVariance: dg.Tensor;
}

/** What the loss is computed with. */
export interface ElboOptions {
  /** The labels of the images, if there are classes. */
  readonly labels?: dg.Tensor;
  /** What latent numbers are drawn with; the model's own if not given. */
  readonly noise?: dg.SeedGenerator;
}

/**
 * Kingma, Welling: Auto-Encoding Variational Bayes (2013). Images are `[batch, 28, 28, 1]` with values from 0 to 1. Told of
 * classes, each image comes with its label `[batch]` (Sohn, Lee, Yan: Learning Structured Output Representation, 2015).
 */
export class VariationalAutoencoder extends dg.Model {
  readonly latentSize: number;
  readonly encoder: dg.Model;
  readonly decoder: dg.Model;
  /** What samples of latent numbers are drawn with. */
  noise = new dg.SeedGenerator();
  /** The means of an epoch, in nats an image. */
  readonly means = {
    loss: new Mean({ name: "loss" }),
    pixels: new Mean({ name: "pixels" }),
    latent: new Mean({ name: "latent" }),
  };

  constructor(options: PartsOptions) {
    super({ name: "vae" });
    const { encoder, decoder } = makeParts(options);
    this.latentSize = options.latentSize;
    this.encoder = encoder;
    this.decoder = decoder;
  }

  /** From images, and their labels if there are classes, to the distributions of their latent numbers. */
  encode(images: dg.Tensor, labels?: dg.Tensor): Posterior {
    const given = together(images, labels);
    const [mean, logVariance] = this.encoder.apply<dg.Tensor[]>(given);
    return { mean, logVariance };
  }

  /** From latent numbers `[batch, latent]`, and labels, to images. */
  decode(z: dg.Tensor, labels?: dg.Tensor): dg.Tensor {
    return dg.sigmoid(this.decoder.apply(together(z, labels)));
  }

  /** The reconstruction of images, through the means of their latent numbers. */
  override call(...[images, labels]: readonly dg.Tensor[]): dg.Tensor {
    return this.decode(this.encode(images, labels).mean, labels);
  }

  override async trainStep(
    { inputs: [images, labels] }: dg.Batch,
  ): Promise<void> {
    // Several processes wait for the gradients where these lie on a graphics card; nobody else waits.
    const trainer = new dg.Trainer({ model: this, optimizer: this.optimizer });
    const loss = () => this.negativeElbo(images, { labels });
    using _loss = await trainer.minimizeAsync(loss);
  }

  override testStep({ inputs: [images, labels] }: dg.Batch): void {
    dg.noGrad(() => this.negativeElbo(images, { labels }));
  }

  /**
   * The negative evidence lower bound in nats, averaged over the batch: what the images cost to describe given one
   * sample of their latent numbers, and what the latent numbers cost. The means of the epoch take note of it.
   */
  negativeElbo(
    images: dg.Tensor,
    { labels, noise = this.noise }: ElboOptions = {},
  ): dg.Tensor {
    const { mean, logVariance } = this.encode(images, labels);
    const epsilon = dg.randomNormal(mean.shape, { seed: noise });
    const z = mean.add(epsilon.mul(logVariance.mul(0.5).exp()));
    const logits = this.decoder.apply(together(z, labels));
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

/** What a model takes: labels only where there are any. */
function together(
  x: dg.Tensor,
  labels: dg.Tensor | undefined,
): dg.Tensor | dg.Tensor[] {
  return labels === undefined ? x : [x, labels];
}

/** The Kullback-Leibler divergence from the standard normal distribution, summed over the latent numbers. */
function divergence({ mean, logVariance }: Posterior): dg.Tensor {
  const spread = logVariance.exp().sub(logVariance.add(1));
  const perNumber = mean.square().add(spread);
  return perNumber.sum({ axis: -1 }).mean().mul(0.5);
}
