/** Trains a convolutional variational autoencoder on handwritten digits, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { Output } from "../shared/output.ts";
import { type Images, imagesIn, pairs, pictureOf } from "../shared/pictures.ts";
import { describeBackend, run } from "../shared/run.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import { loadImages } from "../shared/images.ts";
import { type Options, parseOptions } from "./options.ts";
import { VariationalAutoencoder } from "./vae.ts";

const { writeFile } = dg.data;

/** The files that a run makes. */
export const FILES = [
  "weights.safetensors",
  "checkpoint.safetensors",
  "reconstructions.png",
  "samples.png",
];
/** Images a step when testing, and images across a picture. */
const TEST_BATCH = 250, COLUMNS = 16;

/** Resolves to the exit code. */
async function main(options: Options): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  const { batchSize, learningRate, seed } = fixed;
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
  const vae = new VariationalAutoencoder(fixed.latentSize);
  vae.compile({ optimizer: new dg.optimizers.Adam({ learningRate }) });
  const weights = vae.countParams();
  const files = { files: FILES, weights, overwrite, resume };
  const output = await Output.open(out, files);

  console.log(`reading ${options.data ?? "MNIST"}`);
  const { train: images, test } = await loadImages({
    folder: options.data,
    limit: options.images,
    grey: options.grey,
  });
  const [count] = images.shape;
  console.log(
    `${count} training images, ${weights} weights, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    vae.noise = new dg.SeedGenerator({ seed });
    await train({
      ...{ output, stop, resume, fixed },
      fit: (more) => vae.fit(images, null, { batchSize, epochs, ...more }),
    });
    await report(vae, test, options, output, stop);
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

/** Shows what was learned: whoever has stopped the training waits for it, or stops it too. */
async function report(
  vae: VariationalAutoencoder,
  test: Images,
  { seed }: Options,
  output: Output,
  stop: Stop,
): Promise<void> {
  const signal = stop.begin("stopping without the pictures");
  if (signal.aborted) return;
  console.log(`testing on ${test.shape[0]} images`);
  vae.noise = new dg.SeedGenerator({ seed });
  const { loss } = await vae.evaluate(test, null, {
    batchSize: TEST_BATCH,
    returnDict: true,
    signal,
  });
  if (signal.aborted) return;
  console.log(`test ELBO ${(-loss).toFixed(2)} nats`);
  if (!Number.isFinite(loss)) {
    throw new dg.DivergedError("Cannot draw: the test ELBO is no number", loss);
  }
  const seen = await pairs(vae, test, { columns: COLUMNS, count: 2 });
  await output.save("reconstructions.png", (path) => writeFile(path, seen));
  if (signal.aborted) return;
  using drawn = samples(vae, seed);
  const picture = await pictureOf([await imagesIn(drawn)], COLUMNS);
  await output.save("samples.png", (path) => writeFile(path, picture));
}

/** What the decoder makes of random latent numbers. */
export function samples(vae: VariationalAutoencoder, seed: number): dg.Tensor {
  using scope = new dg.Scope();
  const z = dg.randomNormal([8 * COLUMNS, vae.latentSize], { seed });
  return scope.keep(vae.decode(z));
}

if (import.meta.main) {
  await run(async () => {
    const options = parseOptions(Deno.args);
    return options ? await main(options) : 0;
  });
}
