/** The basic autoencoder: images, through 64 numbers, to images. */

import * as dg from "@decograd/decograd";
import { folder, integer, readCommandLine } from "../shared/command_line.ts";
import { PIXELS, readImages, SIDE } from "../shared/images.ts";
import { EVERY, IMAGES, TESTED } from "../shared/options.ts";
import { pairs } from "../shared/pictures.ts";
import { announce } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { Autoencoder } from "./autoencoder.ts";

const { Dense, Flatten, Reshape } = dg.layers;

const ABOUT = `Trains an autoencoder of two Dense layers on images.

  deno task autoencoders basic [options]`;

const OPTIONS = {
  epochs: integer(10, 0, "times through the training images"),
  "batch-size": integer(32, 1, "images a step"),
  ...IMAGES,
  tested: TESTED,
  ...EVERY,
  out: folder("out/autoencoders/basic", "where the results go"),
};

const PICTURE = "reconstructions.png";

/** Resolves to the exit code. */
export async function basic(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs } = options;
  await begin(options);

  const shape = [SIDE, SIDE, 1];
  const autoencoder = new Autoencoder([
    new Flatten({ inputShape: shape }),
    new Dense({ units: 64, activation: "relu" }),
  ], [
    new Dense({ units: PIXELS, activation: "sigmoid", inputShape: [64] }),
    new Reshape({ targetShape: shape }),
  ]);
  autoencoder.compile({ optimizer: "adam", loss: "mse" });
  using training = await Training.open(autoencoder, {
    example: "autoencoders basic",
    ...options,
  }, [PICTURE]);

  const { train: seen, test: unseen } = await readImages({
    ...options,
    grey: true,
  });
  announce(
    `${seen.shape[0]} images, ${unseen.shape[0]} to test with`,
    autoencoder,
  );

  // Each image is its own target.
  const validationData = [unseen, unseen] as const;
  const settings = { batchSize, epochs, validationData };
  await training.fit(
    (more) => autoencoder.fit(seen, seen, { ...settings, ...more }),
  );
  await training.report(async () => {
    const shown = { columns: 10, count: 1 };
    await training.save(PICTURE, await pairs(autoencoder, unseen, shown));
  });
  return training.code;
}
