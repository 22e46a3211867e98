/** Trains the WGAN-GP of Keras's example on digits or clothes, and shows what it draws. */

import {
  folder,
  integer,
  positive,
  readCommandLine,
} from "../shared/command_line.ts";
import { readImages, toSigned } from "../shared/images.ts";
import { EVERY, IMAGES } from "../shared/options.ts";
import { announce, run } from "../shared/run.ts";
import { drawSamples } from "../shared/samples.ts";
import { begin, Training } from "../shared/training.ts";
import { NOISE, WGAN } from "./model.ts";

const ABOUT =
  `Trains a generator, and a critic whose slope is held to 1, on small images.

  deno task wgan_gp [options]`;

const OPTIONS = {
  epochs: integer(20, 0, "times through the training images"),
  "batch-size": integer(512, 1, "images a step"),
  "critic-steps": integer(
    3,
    1,
    "steps of the critic for each of the generator",
  ),
  "penalty-weight": positive(10, "how much the gradient penalty counts"),
  ...IMAGES,
  ...EVERY,
  out: folder("out/wgan_gp", "where the picture and the weights go"),
};

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, seed } = options;
  await begin(options);
  const gan = new WGAN(options);
  gan.compile();
  using training = await Training.open(
    gan,
    { example: "wgan_gp", ...options },
    ["samples.png"],
  );

  const { train } = await readImages({ ...options, grey: true });
  announce(`${train.shape[0]} images`, gan);

  const images = toSigned(train);
  await training.fit(
    (more) => gan.fit(images, null, { batchSize, epochs, ...more }),
    {
      // Of the same random numbers each time, so that one sees how they become better.
      "samples.png": (path) => drawSamples(gan, { noise: NOISE, seed }, path),
    },
  );
  return training.code;
}

if (import.meta.main) await run(() => main(Deno.args));
