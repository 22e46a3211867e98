/** Trains TensorFlow's DCGAN on handwritten digits, and shows what it draws. */

import {
  beside,
  choice,
  existingFile,
  flag,
  folder,
  integer,
  readCommandLine,
} from "../shared/command_line.ts";
import { readImages, toSigned } from "../shared/images.ts";
import { EVERY, IMAGES, TESTED } from "../shared/options.ts";
import { announce, run } from "../shared/run.ts";
import { drawSamples, samplesOf } from "../shared/samples.ts";
import {
  join,
  leave,
  openTraining,
  shareOf,
  TOGETHER,
} from "../shared/together.ts";
import { begin } from "../shared/training.ts";
import { DistributedOptimizer } from "@decograd/decograd/distributed";
import { readDrawn } from "./drawn_elsewhere.ts";
import { DCGAN, NOISE } from "./model.ts";
import { tellScore } from "./score.ts";

const ABOUT =
  `Trains a generator and a discriminator of handwritten digits on each other.

  deno task dcgan [options]`;

const OPTIONS = {
  epochs: integer(50, 0, "times through the training images"),
  "batch-size": integer(256, 1, "images a step"),
  adam: choice(["tutorial", "paper"], "whose settings Adam has"),
  ...IMAGES,
  ...EVERY,
  ...TOGETHER,
  out: folder("out/dcgan", "where the picture and the weights go"),
  score: flag("let a classifier say how many samples are digits"),
  scored: beside("score", integer(1000, 1, "how many samples it is shown")),
  compare: beside(
    "score",
    existingFile("images of another program to be shown it too, as .npy"),
  ),
  tested: beside("score", TESTED),
};

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const given = readCommandLine(args, OPTIONS, ABOUT);
  if (given === null) return 0;
  const { score, scored, compare, ...options } = given;
  const { epochs, seed } = options;
  await begin(options);
  using others = compare === null ? null : await readDrawn(compare);
  const group = await join(options);
  const gan = new DCGAN(
    seed + group.rank,
    options.adam,
    (adam) => new DistributedOptimizer(adam, { group }),
  );
  gan.compile();
  using training = await openTraining(group, gan, {
    example: "dcgan",
    ...options,
  }, ["samples.png"]);

  const use = score ? "use --score" : null;
  const set = await readImages({ ...options, grey: true, use });
  announce(`${set.train.shape[0]} images`, gan);

  const share = shareOf(toSigned(set.train), group, options);
  await training.fit(
    (more) => gan.fit(share.x, null, { ...share.options, epochs, ...more }),
    {
      // Of the same random numbers each time, so that one sees how they become digits.
      "samples.png": (path) => drawSamples(gan, { noise: NOISE, seed }, path),
    },
  );
  if (score) {
    await training.report(async (signal) => {
      const fresh = { noise: NOISE, count: scored, seed: seed + 1 };
      using drawn = samplesOf(gan, fresh);
      const shown = new Map([["samples", drawn]]);
      if (others !== null) shown.set(`images of ${compare}`, others);
      await tellScore(shown, set, signal);
    }, "a score");
  }
  return leave(group, training);
}

if (import.meta.main) await run(() => main(Deno.args));
