/** Trains the autoencoder of Keras's guide to the Functional API on handwritten digits, and shows what it makes of them. */

import * as dg from "@decograd/decograd";
import {
  backend,
  flag,
  folder,
  integer,
  readCommandLine,
  type Values,
} from "../shared/command_line.ts";
import { Output } from "../shared/output.ts";
import { loadImages } from "../shared/images.ts";
import {
  type Images,
  imagesIn,
  pairs,
  pictureOf,
  some,
} from "../shared/pictures.ts";
import { describeBackend, run } from "../shared/run.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import { makeAutoencoder } from "./model.ts";

const ABOUT =
  `Trains an autoencoder of two graphs of layers on handwritten digits.

  deno task functional_autoencoder [options]`;

const OPTIONS = {
  epochs: integer(1, 0, "times through the training images"),
  "batch-size": integer(128, 1, "images a step"),
  images: integer(null, 1, "how many of the training images to use (all)"),
  seed: integer(0, 0, "the same seed gives the same digits"),
  backend: backend(),
  data: folder(
    null,
    "a folder with the four IDX files of MNIST or of a set like it",
  ),
  out: folder(
    "out/functional_autoencoder",
    "where the pictures and the weights go",
  ),
  overwrite: flag("replace those of an earlier run"),
  resume: flag("go on where a run with the same options was stopped"),
};

/** The files that a run makes. */
const FILES = [
  "weights.safetensors",
  "checkpoint.safetensors",
  "reconstructions.png",
  "between.png",
];
/** Images across a picture. */
const COLUMNS = 16;

/** Resolves to the exit code. */
async function main(options: Values<typeof OPTIONS>): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  await dg.setBackend(backend);
  dg.setRandomSeed(fixed.seed);
  const { encoder, decoder, autoencoder } = makeAutoencoder();
  for (const part of [encoder, decoder]) console.log(part.summary());
  const weights = autoencoder.countParams();
  const files = { files: FILES, weights, overwrite, resume };
  const output = await Output.open(out, files);

  console.log(`reading ${options.data ?? "MNIST"}`);
  const { train: seen, test: unseen } = await loadImages({
    folder: options.data,
    limit: options.images,
    grey: true,
  });
  console.log(
    `${seen.shape[0]} training images, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    autoencoder.compile({ optimizer: "adam", loss: "mse" });
    const { batchSize } = fixed;
    const validationData = [unseen, unseen] as const;
    await train({
      ...{ output, stop, resume, fixed },
      fit: (more) =>
        autoencoder.fit(seen, seen, {
          ...{ batchSize, epochs, validationData },
          ...more,
        }),
    });
    using mixed = between(encoder, decoder, some(unseen, 0, 8));
    const pictures = {
      "reconstructions.png": await pairs(autoencoder, unseen, {
        columns: COLUMNS,
        count: 2,
      }),
      "between.png": await pictureOf([await imagesIn(mixed)], COLUMNS),
    };
    for (const [name, bytes] of Object.entries(pictures)) {
      await output.save(name, (path) => dg.data.writeFile(path, bytes));
    }
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
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

await run(async () => {
  const options = readCommandLine(Deno.args, OPTIONS, ABOUT);
  return options ? await main(options) : 0;
});
