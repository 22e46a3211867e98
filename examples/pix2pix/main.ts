/** Trains TensorFlow's pix2pix to make pictures of plans, and shows what it makes of plans that it has not seen. */

import * as dg from "@decograd/decograd";
import { ImageFileError } from "@decograd/decograd/images";
import {
  existingFolder,
  folder,
  integer,
  readCommandLine,
  without,
} from "../shared/command_line.ts";
import { fromSigned } from "../shared/images.ts";
import { EVERY } from "../shared/options.ts";
import { imagesIn, pictureOf } from "../shared/pictures.ts";
import { announce, run } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { UsageError } from "../shared/usage_error.ts";
import type { Pair, Picture } from "./houses.ts";
import { Pix2Pix } from "./model.ts";
import { loadPairs } from "./pairs.ts";

const ABOUT =
  `Trains a generator that makes pictures of plans, and a discriminator of pairs.

  deno task pix2pix [options]`;

/** Houses whose numbers memory holds with ease. */
const MOST = 10_000_000;

const OPTIONS = {
  epochs: integer(10, 0, "times through the pairs to learn from"),
  "batch-size": integer(1, 1, "pairs a step"),
  side: integer(
    64,
    32,
    "side of a picture, a power of two (tutorial: 256)",
    4096,
  ),
  filters: integer(16, 1, "filters of the first layers (tutorial: 64)", 4096),
  pairs: without(
    "data",
    integer(400, 1, "how many houses to learn from", MOST),
  ),
  tested: without("data", integer(8, 1, "how many other houses to show", MOST)),
  data: existingFolder(
    "a folder with train and test, of files with two pictures side by side: what to make, and of what",
  ),
  ...EVERY,
  out: folder("out/pix2pix", "where the picture and the weights go"),
};

/** Pairs across the picture. */
const COLUMNS = 8;

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs, side, data, seed } = options;
  if (!Number.isInteger(Math.log2(side))) {
    throw new UsageError(`--side: expected a power of two, received ${side}`);
  }
  await begin(options);
  const gan = new Pix2Pix(options);
  gan.compile();
  using training = await Training.open(
    gan,
    { example: "pix2pix", ...options },
    ["made.png"],
  );

  const counts = [options.pairs, options.tested] as const;
  const pairs = await loadPairs({ folder: data, counts, side }, seed);
  announce(`${pairs.counts[0]} pairs`, gan);

  const known = pairs.train.batch(batchSize).prefetch(1);
  const unknown = await Array.fromAsync(pairs.test.take(COLUMNS));
  await training.fit(
    (more) => gan.fit(known, null, { epochs, ...more }),
    { "made.png": (path) => draw(gan, unknown, path) },
  );
  return training.code;
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

if (import.meta.main) await run(() => main(Deno.args), ImageFileError);
