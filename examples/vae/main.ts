/** Trains a convolutional variational autoencoder on small images, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { Output } from "../shared/output.ts";
import { type Images, imagesIn, pairs, pictureOf } from "../shared/pictures.ts";
import { describeBackend, run } from "../shared/run.ts";
import { Stop } from "../shared/stop.ts";
import { train } from "../shared/training.ts";
import {
  ImagesError,
  type Labelled,
  loadImages,
  titleOf,
} from "../shared/images.ts";
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
/** How many classes a conditional model is told of. */
const CLASSES = 10;

/** Resolves to the exit code. */
async function main(options: Options): Promise<number> {
  const { epochs, backend, out, overwrite, resume, ...fixed } = options;
  const { batchSize, learningRate, latentSize, seed } = fixed;
  await dg.setBackend(backend);
  dg.setRandomSeed(seed);
  const classes = fixed.conditional ? CLASSES : 0;
  const tutorial = fixed.model;
  const vae = new VariationalAutoencoder({ latentSize, tutorial, classes });
  vae.compile({ optimizer: new dg.optimizers.Adam({ learningRate }) });
  const weights = vae.countParams();
  const files = { files: FILES, weights, overwrite, resume };
  const output = await Output.open(out, files);

  const from = {
    ...{ folder: fixed.data, set: fixed.dataset, limit: fixed.images },
    ...{ grey: fixed.grey, all: fixed.all },
  };
  console.log(`reading ${titleOf(from)}`);
  const { train: images, test } = await loadImages(from);
  if (fixed.conditional) checkLabels(images, test);
  const [count] = images.shape;
  console.log(
    `${count} training images, ${weights} weights, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    vae.noise = new dg.SeedGenerator({ seed });
    const x = inputs(images, options);
    await train({
      ...{ output, stop, resume, fixed },
      fit: (more) => vae.fit(x, null, { batchSize, epochs, ...more }),
    });
    await report(vae, test, options, output, stop);
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

/** What the model takes. */
function inputs(
  images: Labelled,
  { conditional }: Options,
): Images | Images[] {
  return conditional ? [images, images.labels] : images;
}

/** Refuses labels of classes that the model cannot be told of. */
function checkLabels(...sets: readonly Labelled[]): void {
  for (const { labels } of sets) {
    const other = labels.data.find((label) => label >= CLASSES);
    if (other === undefined) continue;
    throw new ImagesError(
      `Cannot use --conditional: expected labels below ${CLASSES}, received ${other}`,
    );
  }
}

/** Shows what was learned: whoever has stopped the training waits for it, or stops it too. */
async function report(
  vae: VariationalAutoencoder,
  test: Labelled,
  options: Options,
  output: Output,
  stop: Stop,
): Promise<void> {
  const signal = stop.begin("stopping without the pictures");
  if (signal.aborted) return;
  const { seed, conditional, all } = options;
  console.log(`testing on ${test.shape[0]} images`);
  vae.noise = new dg.SeedGenerator({ seed });
  const { loss } = await vae.evaluate(inputs(test, options), null, {
    batchSize: TEST_BATCH,
    returnDict: true,
    signal,
  });
  if (signal.aborted) return;
  const seen = all ? ", of images it has seen" : "";
  console.log(`test ELBO ${(-loss).toFixed(2)} nats${seen}`);
  if (!Number.isFinite(loss)) {
    throw new dg.DivergedError("Cannot draw: the test ELBO is no number", loss);
  }
  const labels = conditional ? test.labels : undefined;
  const rows = await pairs(vae, test, { columns: COLUMNS, count: 2, labels });
  await output.save("reconstructions.png", (path) => writeFile(path, rows));
  if (signal.aborted) return;
  using drawn = samples(vae, { seed, conditional });
  const picture = await pictureOf([await imagesIn(drawn)], COLUMNS);
  await output.save("samples.png", (path) => writeFile(path, picture));
}

/** What the decoder makes of random latent numbers: eight rows, or one of each class. */
export function samples(
  vae: VariationalAutoencoder,
  { seed, conditional = false }: { seed: number; conditional?: boolean },
): dg.Tensor {
  using scope = new dg.Scope();
  const count = (conditional ? CLASSES : 8) * COLUMNS;
  const z = dg.randomNormal([count, vae.latentSize], { seed });
  const labels = dg.tensor(
    Array.from({ length: count }, (_, i) => Math.floor(i / COLUMNS)),
  );
  return scope.keep(conditional ? vae.decode(z, labels) : vae.decode(z));
}

if (import.meta.main) {
  await run(async () => {
    const options = parseOptions(Deno.args);
    return options ? await main(options) : 0;
  });
}
