/** The basic autoencoder: images, through 64 numbers, to images. */

import * as dg from "@decograd/decograd";
import { folder, readCommandLine } from "../shared/command_line.ts";
import { loadImages, PIXELS, SIDE, titleOf } from "../shared/images.ts";
import { Output } from "../shared/output.ts";
import { pairs } from "../shared/pictures.ts";
import { describeBackend } from "../shared/run.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import { Autoencoder, EVERY, FILES, IMAGES } from "./autoencoder.ts";

const { Dense, Flatten, Reshape } = dg.layers;

const ABOUT = `Trains an autoencoder of two Dense layers on images.

  deno task autoencoders basic [options]`;

const OPTIONS = {
  ...IMAGES,
  ...EVERY,
  out: folder("out/autoencoders/basic", "where the results go"),
};

/** Resolves to the exit code. */
export async function basic(args: readonly string[]): Promise<number> {
  const options = readCommandLine(args, OPTIONS, ABOUT);
  if (options === null) return 0;
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  const { batchSize, images, dataset, data, seed } = fixed;
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);

  const shape = [SIDE, SIDE, 1];
  const autoencoder = new Autoencoder([
    new Flatten({ inputShape: shape }),
    new Dense({ units: 64, activation: "relu" }),
  ], [
    new Dense({ units: PIXELS, activation: "sigmoid", inputShape: [64] }),
    new Reshape({ targetShape: shape }),
  ]);
  autoencoder.compile({ optimizer: "adam", loss: "mse" });
  const weights = autoencoder.countParams();
  const files = [...FILES, "reconstructions.png"];
  const output = await Output.open(out, { files, weights, overwrite, resume });

  const wanted = { folder: data, set: dataset, limit: images, grey: true };
  console.log(`reading ${titleOf(wanted)}`);
  const { train: seen, test: unseen } = await loadImages(wanted);
  console.log(
    `${seen.shape[0]} images, ${weights} weights, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    // Each image is its own target.
    const validationData = [unseen, unseen] as const;
    await train({
      ...{ output, stop, resume, fixed },
      fit: (more) =>
        autoencoder.fit(seen, seen, {
          ...{ batchSize, epochs, validationData },
          ...more,
        }),
    });
    if (!stop.begin("stopping without the picture").aborted) {
      const picture = await pairs(autoencoder, unseen, {
        ...{ columns: 10, count: 1 },
      });
      await output.save(
        "reconstructions.png",
        (path) => dg.data.writeFile(path, picture),
      );
    }
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}
