/** The models of TensorFlow's tutorial "pix2pix: Image-to-image translation with a conditional GAN", and the step that trains both. */

import * as dg from "@decograd/decograd";
import {
  discriminatorLoss,
  generatorLoss,
  learnFromEachOther,
} from "../shared/adversaries.ts";

const {
  BatchNormalization,
  Concatenate,
  Conv2D,
  Conv2DTranspose,
  Dropout,
  LeakyReLU,
  RandomCrop,
  RandomFlip,
  ReLU,
  Resizing,
  ZeroPadding2D,
} = dg.layers;

/** How large the models are; the tutorial's have 256 pixels and 64 filters. */
export interface Scale {
  /** Side of the pictures, a power of two from 32 on. */
  readonly side: number;
  /** Filters of the outermost convolutions. */
  readonly filters: number;
}

/** Channels of pictures. */
const CHANNELS = 3;
/** How much the distance to the right picture counts beside what the discriminator says. */
const LAMBDA = 100;

/** From pictures to pictures `[batch, side, side, 3]` from -1 to 1: a U-Net down to a single pixel. */
export function makeGenerator({ side, filters }: Scale): dg.Model {
  const input = dg.Input([side, side, CHANNELS]);
  const widths = Array.from(
    { length: Math.log2(side) },
    (_, level) => filters * Math.min(2 ** level, 8),
  );
  // Dropout is noise to a conditional GAN, deep down, where all is as wide as it gets.
  const dropped = widths.length - 5;

  let x: dg.SymbolicTensor = input;
  const across = widths.map((width, level) =>
    x = downsample(x, width, { normalized: level > 0 })
  );
  across.pop();
  for (let level = across.length - 1; level >= 0; level--) {
    const fromBelow = across.length - 1 - level;
    x = upsample(x, widths[level], { dropout: fromBelow < dropped });
    x = new Concatenate().apply([x, across[level]]);
  }
  const last = new Conv2DTranspose(CHANNELS, 4, 2, "same", {
    ...{ kernelInitializer: small(), activation: "tanh" },
  });
  return new dg.Model(input, last.apply(x), { name: "generator" });
}

/** From two pictures, of which the second is to follow from the first, to a logit for each patch of them (PatchGAN). */
export function makeDiscriminator({ side, filters }: Scale): dg.Model {
  const input = dg.Input([side, side, CHANNELS], { name: "input_image" });
  const target = dg.Input([side, side, CHANNELS], { name: "target_image" });
  let x = new Concatenate().apply([input, target]);
  x = downsample(x, filters, { normalized: false });
  x = downsample(x, 2 * filters);
  x = downsample(x, 4 * filters);
  const conv = new Conv2D(8 * filters, 4, {
    ...{ kernelInitializer: small(), useBias: false },
  });
  x = conv.apply(new ZeroPadding2D().apply(x));
  x = new LeakyReLU().apply(new BatchNormalization().apply(x));
  const last = new Conv2D(1, 4, { kernelInitializer: small() });
  return new dg.Model(
    [input, target],
    last.apply(new ZeroPadding2D().apply(x)),
    { name: "discriminator" },
  );
}

/** Half the height and width. */
function downsample(
  x: dg.SymbolicTensor,
  filters: number,
  { normalized = true } = {},
): dg.SymbolicTensor {
  x = new Conv2D(filters, 4, 2, "same", {
    ...{ kernelInitializer: small(), useBias: false },
  }).apply(x);
  if (normalized) x = new BatchNormalization().apply(x);
  return new LeakyReLU().apply(x);
}

/** Twice the height and width. */
function upsample(
  x: dg.SymbolicTensor,
  filters: number,
  { dropout }: { dropout: boolean },
): dg.SymbolicTensor {
  x = new Conv2DTranspose(filters, 4, 2, "same", {
    ...{ kernelInitializer: small(), useBias: false },
  }).apply(x);
  x = new BatchNormalization().apply(x);
  if (dropout) x = new Dropout(0.5).apply(x);
  return new ReLU().apply(x);
}

function small(): dg.initializers.RandomNormal {
  return new dg.initializers.RandomNormal({ stddev: 0.02 });
}

/** A generator that makes pictures of pictures, and a discriminator of pairs (Isola et al. 2017). */
export class Pix2Pix extends dg.Model {
  readonly generator: dg.Model;
  readonly discriminator: dg.Model;
  readonly generatorOptimizer = new dg.optimizers.Adam(2e-4, { beta1: 0.5 });
  readonly discriminatorOptimizer = new dg.optimizers.Adam(2e-4, {
    beta1: 0.5,
  });
  /** Moves and mirrors both pictures of a pair alike. */
  readonly jitter: dg.Sequential;
  /** The means of an epoch. */
  readonly means = {
    generator: new dg.metrics.Mean("generator"),
    distance: new dg.metrics.Mean("distance"),
    discriminator: new dg.metrics.Mean("discriminator"),
  };

  constructor(scale: Scale) {
    super({ name: "pix2pix" });
    this.generator = makeGenerator(scale);
    this.discriminator = makeDiscriminator(scale);
    const { side } = scale;
    // 286 of 256, as the paper has it.
    const larger = Math.round(side * 286 / 256);
    this.jitter = new dg.Sequential([
      dg.Input([side, side, 2 * CHANNELS]),
      new Resizing(larger, larger, { interpolation: "nearest" }),
      new RandomCrop(side, side),
      new RandomFlip("horizontal"),
    ], { name: "jitter" });
  }

  /** What the generator makes of pictures; in training, as the tutorial does it, with the statistics of the batch. */
  override call(inputs: dg.Tensor): dg.Tensor {
    return this.generator.apply(inputs);
  }

  /** Each learns from what the discriminator says of a right picture and of a generated one. */
  override async trainStep({ x, y }: dg.Batch): Promise<void> {
    const { generator, discriminator, means } = this;
    const training = { training: true };
    const pair = this.jitter.apply<dg.Tensor>(dg.concat([x, y!], -1), training);
    const [input, target] = dg.split(pair, 2, -1);
    await learnFromEachOther(this, () => {
      const made = generator.apply<dg.Tensor>(input, training);
      const told = (picture: dg.Tensor) =>
        discriminator.apply<dg.Tensor>([input, picture], training);
      const ofTarget = told(target), ofMade = told(made);
      const distance = target.sub(made).abs().mean();
      const losses = {
        generator: generatorLoss(ofMade).add(distance.mul(LAMBDA)),
        discriminator: discriminatorLoss(ofTarget, ofMade),
      };
      means.generator.updateState(losses.generator);
      means.distance.updateState(distance);
      means.discriminator.updateState(losses.discriminator);
      return losses;
    });
  }
}
