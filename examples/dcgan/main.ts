/** Trains TensorFlow's DCGAN on handwritten digits, and shows what it draws. */

import * as dg from "@decograd/decograd";
import {
  backend,
  choice,
  flag,
  folder,
  integer,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";
import { loadImages, SET_NAMES, titleOf, toSigned } from "../shared/images.ts";
import { Output } from "../shared/output.ts";
import { describeBackend, run } from "../shared/run.ts";
import { drawSamples, samplesOf } from "../shared/samples.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import { DCGAN, NOISE } from "./model.ts";
import { tellScore } from "./score.ts";

const ABOUT =
  `Trains a generator and a discriminator of handwritten digits on each other.

  deno task dcgan [options]`;

const OPTIONS = {
  dataset: choice(SET_NAMES, "what it learns to draw"),
  epochs: integer(50, 0, "times through the training images"),
  "batch-size": integer(256, 1, "images a step"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  seed: integer(0, 0, "the same seed gives the same digits"),
  backend: backend(),
  data: folder(
    null,
    "a folder with the four IDX files of another set like MNIST",
  ),
  out: folder("out/dcgan", "where the picture and the weights go"),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
  score: flag("let a classifier say how many samples are digits"),
  scored: integer(1000, 1, "how many samples it is shown"),
};

/** The files that a run makes. */
const FILES = ["weights.safetensors", "checkpoint.safetensors", "samples.png"];

/** Resolves to the exit code. */
async function main(options: Values<typeof OPTIONS>): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...other } = options;
  const { score, scored, ...fixed } = other;
  const { batchSize, seed } = fixed;
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
  const gan = new DCGAN(seed);
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
      // Of the same random numbers each time, so that one sees how they become digits.
      pictures: {
        "samples.png": (path) => drawSamples(gan, { noise: NOISE, seed }, path),
      },
      fit: (more) => gan.fit(images, null, { batchSize, epochs, ...more }),
    });
    const signal = stop.begin("stopping without a score");
    if (score && !signal.aborted) {
      const others = { noise: NOISE, count: scored, seed: seed + 1 };
      using drawn = samplesOf(gan, others);
      await tellScore(drawn, set, signal);
    }
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

await run(async () => {
  const options = readCommandLine(Deno.args, OPTIONS, ABOUT);
  return options ? await main(options) : 0;
});
