/** Trains the autoencoder of Keras's guide to the Functional API on handwritten digits, and shows what it makes of them. */

import * as dg from "@decograd/decograd";
import { folder, integer, readCommandLine } from "../shared/command_line.ts";
import { readImages } from "../shared/images.ts";
import { EVERY, IMAGES, TESTED } from "../shared/options.ts";
import {
  type Images,
  imagesIn,
  pairs,
  pictureOf,
  some,
} from "../shared/pictures.ts";
import { announce, run } from "../shared/run.ts";
import { begin, Training } from "../shared/training.ts";
import { makeAutoencoder } from "./model.ts";

const ABOUT =
  `Trains an autoencoder of two graphs of layers on handwritten digits.

  deno task functional_autoencoder [options]`;

const OPTIONS = {
  epochs: integer(1, 0, "times through the training images"),
  "batch-size": integer(128, 1, "images a step"),
  ...IMAGES,
  tested: TESTED,
  ...EVERY,
  out: folder(
    "out/functional_autoencoder",
    "where the pictures and the weights go",
  ),
};

/** The pictures that a run makes. */
const PICTURES = ["reconstructions.png", "between.png"] as const;
/** Images across a picture. */
const COLUMNS = 16;

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { batchSize, epochs } = options;
  await begin(options);
  const { encoder, decoder, autoencoder } = makeAutoencoder();
  autoencoder.compile({ optimizer: "adam", loss: "mse" });
  for (const part of [encoder, decoder]) console.log(part.summary());
  using training = await Training.open(autoencoder, {
    example: "functional_autoencoder",
    ...options,
  }, PICTURES);

  const { train: seen, test: unseen } = await readImages({
    ...options,
    grey: true,
  });
  announce(
    `${seen.shape[0]} images, ${unseen.shape[0]} to test with`,
    autoencoder,
  );

  const validationData = [unseen, unseen] as const;
  const settings = { batchSize, epochs, validationData };
  await training.fit(
    (more) => autoencoder.fit(seen, seen, { ...settings, ...more }),
  );
  await training.report(async () => {
    const shown = { columns: COLUMNS, count: 2 };
    const rows = await pairs(autoencoder, unseen, shown);
    await training.save(PICTURES[0], rows);
    using mixed = between(encoder, decoder, some(unseen, 0, 8));
    const picture = await pictureOf([await imagesIn(mixed)], COLUMNS);
    await training.save(PICTURES[1], picture);
  });
  return training.code;
}

/** From each image to the next, in a row of its own: what the decoder makes of mixtures of their codes. */
function between(
  encoder: dg.Model,
  decoder: dg.Model,
  images: Images,
): dg.Tensor {
  using scope = new dg.Scope();
  const from = encoder.predictOnBatch(images).expandDims(1);
  const to = dg.roll(from, -1, { axis: 0 });
  const share = dg.linspace(0, 1, COLUMNS).reshape([1, COLUMNS, 1]);
  const codes = from.add(to.sub(from).mul(share));
  const mixed = codes.reshape([-1, codes.shape[2]]);
  return scope.keep(decoder.predictOnBatch(mixed));
}

if (import.meta.main) await run(() => main(Deno.args));
