/** The denoising autoencoder: noisy images to clean ones. */

import * as dg from "@decograd/decograd";
import {
  folder,
  integer,
  positive,
  readCommandLine,
} from "../shared/command_line.ts";
import { readImages, SIDE } from "../shared/images.ts";
import { EVERY, IMAGES, TESTED } from "../shared/options.ts";
import { type Images, imagesIn, pictureOf, some } from "../shared/pictures.ts";
import { announce } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { Autoencoder } from "./autoencoder.ts";

const { Conv2D, Conv2DTranspose } = dg.layers;

const ABOUT = `Trains a convolutional autoencoder to take noise off images.

  deno task autoencoders denoising [options]`;

const OPTIONS = {
  epochs: integer(10, 0, "times through the training images"),
  "batch-size": integer(32, 1, "images a step"),
  ...IMAGES,
  tested: TESTED,
  noise: positive(0.2, "the standard deviation of the noise"),
  ...EVERY,
  out: folder("out/autoencoders/denoising", "where the results go"),
};

const PICTURE = "denoised.png";
/** Images across it. */
const COLUMNS = 10;

/** Resolves to the exit code. */
export async function denoising(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, noise, seed } = options;
  await begin(options);

  const { train: seen, test: unseen } = await readImages({
    ...options,
    grey: true,
  });

  const sum = seen.data.reduce((sum, grey) => sum + grey, 0);
  const brightness = Math.min(Math.max(sum / seen.data.length, 0.01), 0.99);
  const halving = { kernelSize: 3, strides: 2, padding: "same" } as const;
  const autoencoder = new Autoencoder([
    new Conv2D({
      ...{ filters: 16, ...halving, activation: "relu" },
      inputShape: [SIDE, SIDE, 1],
    }),
    new Conv2D({ filters: 8, ...halving, activation: "relu" }),
  ], [
    new Conv2DTranspose({
      ...{ filters: 8, ...halving, activation: "relu" },
      inputShape: [SIDE / 4, SIDE / 4, 8],
    }),
    new Conv2DTranspose({ filters: 16, ...halving, activation: "relu" }),
    new Conv2D({
      ...{ filters: 1, kernelSize: 3, activation: "sigmoid", padding: "same" },
      // Not the tutorial's 0: it begins as bright as images are. From grey, MNIST's become all black, and stay so.
      biasInitializer: new dg.initializers.Constant({
        value: Math.log(brightness / (1 - brightness)),
      }),
    }),
  ]);
  autoencoder.compile({ optimizer: "adam", loss: "mse" });
  using training = await Training.open(autoencoder, {
    example: "autoencoders denoising",
    ...options,
  }, [PICTURE]);

  using noised = withNoise(seen, noise, 2 * seed);
  using testNoised = withNoise(unseen, noise, 2 * seed + 1);
  const noisySeen = await imagesIn(noised);
  const noisyUnseen = await imagesIn(testNoised);
  announce(`${seen.shape[0]} images`, autoencoder);

  const validationData = [noisyUnseen, unseen] as const;
  const settings = { batchSize, epochs, validationData };
  await training.fit(
    (more) => autoencoder.fit(noisySeen, seen, { ...settings, ...more }),
  );
  await training.report(async (signal) => {
    console.log(`testing on ${unseen.shape[0]} images`);
    const test = { returnDict: true, signal } as const;
    const { loss } = await autoencoder.evaluate(noisyUnseen, unseen, test);
    if (signal.aborted) return;
    const before = squaredError(noisyUnseen, unseen);
    console.log(
      `squared error of the noisy images ${
        before.toFixed(5)
      }, of the denoised ${loss.toFixed(5)}: ${
        (before / loss).toFixed(2)
      } times less`,
    );
    const [given, clean] = [noisyUnseen, unseen]
      .map((images) => some(images, 0, COLUMNS));
    using made = autoencoder.predictOnBatch(given);
    const rows = [given, await imagesIn(made), clean];
    await training.save(PICTURE, await pictureOf(rows, COLUMNS));
  });
  return training.code;
}

/** The images with noise on them, still from 0 to 1. */
function withNoise(
  { shape, data }: Images,
  deviation: number,
  seed: number,
): dg.Tensor {
  using scope = new dg.Scope();
  const noise = dg.randomNormal(shape, { seed }).mul(deviation);
  return scope.keep(noise.add(dg.tensor(data, shape)).clip(0, 1));
}

/** The mean of the squares of what two lots of images differ by. */
function squaredError({ data }: Images, other: Images): number {
  const sum = data.reduce((sum, x, i) => sum + (x - other.data[i]) ** 2, 0);
  return sum / data.length;
}
