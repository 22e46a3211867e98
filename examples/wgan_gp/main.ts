/** Trains the WGAN-GP of Keras's example on digits or clothes, and shows what it draws. */

import * as dg from "@decograd/decograd";
import {
  backend,
  choice,
  flag,
  folder,
  integer,
  positive,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";
import { loadImages, SET_NAMES, titleOf, toSigned } from "../shared/images.ts";
import { Output } from "../shared/output.ts";
import { describeBackend, run } from "../shared/run.ts";
import { drawSamples } from "../shared/samples.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import { NOISE, WGAN } from "./model.ts";

const ABOUT =
  `Trains a generator, and a critic whose slope is held to 1, on small images.

  deno task wgan_gp [options]`;

const OPTIONS = {
  dataset: choice(SET_NAMES, "what it learns to draw"),
  epochs: integer(20, 0, "times through the training images"),
  "batch-size": integer(512, 1, "images a step"),
  "critic-steps": integer(
    3,
    1,
    "steps of the critic for each of the generator",
  ),
  "penalty-weight": positive(10, "how much the gradient penalty counts"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  seed: integer(0, 0, "the same seed gives the same digits"),
  backend: backend(),
  data: folder(
    null,
    "a folder with the four IDX files of another set like MNIST",
  ),
  out: folder("out/wgan_gp", "where the picture and the weights go"),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
};

/** The files that a run makes. */
const FILES = ["weights.safetensors", "checkpoint.safetensors", "samples.png"];

/** Resolves to the exit code. */
async function main(options: Values<typeof OPTIONS>): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  const { batchSize, seed } = fixed;
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
  const gan = new WGAN(fixed);
  gan.compile();
  const weights = gan.countParams();
  const files = { files: FILES, weights, overwrite, resume };
  const output = await Output.open(out, files);

  const from = {
    ...{ folder: fixed.data, set: fixed.dataset, limit: fixed.images },
    grey: true,
  };
  console.log(`reading ${titleOf(from)}`);
  const set = await loadImages(from);
  const [count] = set.train.shape;
  console.log(
    `${count} images, ${weights} weights, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    const images = toSigned(set.train);
    await train({
      ...{ output, stop, resume, fixed },
      // Of the same random numbers each time, so that one sees how they become better.
      pictures: {
        "samples.png": (path) => drawSamples(gan, { noise: NOISE, seed }, path),
      },
      fit: (more) => gan.fit(images, null, { batchSize, epochs, ...more }),
    });
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

await run(async () => {
  const options = readCommandLine(Deno.args, OPTIONS, ABOUT);
  return options ? await main(options) : 0;
});
