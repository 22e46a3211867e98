/** Trains TensorFlow's pix2pix to make pictures of plans, and shows what it makes of plans that it has not seen. */

import * as dg from "@decograd/decograd";
import {
  backend,
  flag,
  folder,
  integer,
  readCommandLine,
  UsageError,
  type Values,
} from "../shared/command_line.ts";
import { fromSigned } from "../shared/images.ts";
import { Output } from "../shared/output.ts";
import { imagesIn, pictureOf } from "../shared/pictures.ts";
import { describeBackend, run } from "../shared/run.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import type { Pair, Picture } from "./houses.ts";
import { Pix2Pix } from "./model.ts";
import { loadPairs } from "./pairs.ts";

const ABOUT =
  `Trains a generator that makes pictures of plans, and a discriminator of pairs.

  deno task pix2pix [options]`;

const OPTIONS = {
  epochs: integer(10, 0, "times through the pairs to learn from"),
  "batch-size": integer(1, 1, "pairs a step"),
  side: integer(64, 32, "side of a picture, a power of two (tutorial: 256)"),
  filters: integer(16, 1, "filters of the first layers (tutorial: 64)"),
  pairs: integer(400, 1, "how many houses to learn from"),
  tested: integer(8, 1, "how many other houses to show"),
  seed: integer(0, 0, "the same seed gives the same weights"),
  backend: backend(),
  data: folder(
    null,
    "a folder with train and test, of files with two pictures side by side: what to make, and of what",
  ),
  out: folder("out/pix2pix", "where the picture and the weights go"),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
};

/** The files that a run makes. */
const FILES = ["weights.safetensors", "checkpoint.safetensors", "made.png"];
/** Pairs across the picture. */
const COLUMNS = 8;

/** Resolves to the exit code. */
async function main(options: Values<typeof OPTIONS>): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  const { batchSize, side, data, seed } = fixed;
  if (!Number.isInteger(Math.log2(side))) {
    throw new UsageError(`--side: expected a power of two, received ${side}`);
  }
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
  const gan = new Pix2Pix(fixed);
  gan.compile();
  const { generator, discriminator } = gan;
  const weights = gan.countParams();
  const files = { files: FILES, weights, overwrite, resume };
  const output = await Output.open(out, files);

  const counts = [fixed.pairs, fixed.tested] as const;
  const pairs = await loadPairs({ folder: data, counts, side }, seed);
  console.log(
    `${
      pairs.counts[0]
    } pairs, ${generator.countParams()} weights of the generator and ${discriminator.countParams()} of the discriminator, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    const known = pairs.train.batch(batchSize).prefetch(1);
    const unknown = await Array.fromAsync(pairs.test.take(COLUMNS));
    await train({
      ...{ output, stop, resume, fixed },
      pictures: { "made.png": (path) => draw(gan, unknown, path) },
      fit: (more) => gan.fit(known, null, { epochs, ...more }),
    });
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

/** Draws a row of what is given, one of what is made of it, and one of what should be. */
async function draw(
  gan: Pix2Pix,
  pairs: readonly Pair[],
  path: string,
): Promise<void> {
  using all = shown(gan, pairs);
  const picture = await pictureOf([await imagesIn(all)], pairs.length);
  await dg.data.writeFile(path, picture);
}

/** The three, with values from 0 to 1; made as in training, with the statistics of each picture alone. */
function shown(gan: Pix2Pix, pairs: readonly Pair[]): dg.Tensor {
  using scope = new dg.Scope();
  const tensorOf = ({ shape, data }: Picture) => dg.tensor(data, [1, ...shape]);
  const given = pairs.map(([input]) => tensorOf(input));
  const right = pairs.map(([, target]) => tensorOf(target));
  const made = dg.noGrad(() =>
    given.map((input) =>
      gan.generator.apply<dg.Tensor>(input, { training: true })
    )
  );
  return scope.keep(fromSigned(dg.concat([...given, ...made, ...right], 0)));
}

await run(async () => {
  const options = readCommandLine(Deno.args, OPTIONS, ABOUT);
  return options ? await main(options) : 0;
});
