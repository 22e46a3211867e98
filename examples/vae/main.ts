/** Trains a convolutional variational autoencoder on small images, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { DistributedOptimizer } from "@decograd/decograd/distributed";
import { type Images, imagesIn, pairs, pictureOf } from "../shared/pictures.ts";
import { announce, run } from "../shared/run.ts";
import { join, leave, openTraining, shareOf } from "../shared/together.ts";
import { begin, type Training } from "../shared/training.ts";
import { CLASSES, type Labelled, readImages } from "../shared/images.ts";
import { type Options, parseOptions } from "./options.ts";
import { VariationalAutoencoder } from "./vae.ts";

/** The pictures that a run makes. */
export const PICTURES = ["reconstructions.png", "samples.png"];
/** Images a step when testing, and images across a picture. */
const TEST_BATCH = 250, COLUMNS = 16;

/** Resolves to the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === null) return 0;
  const { epochs, learningRate, latentSize, seed } = options;
  await begin(options);
  const group = await join(options);
  const classes = options.conditional ? CLASSES : 0;
  const tutorial = options.model;
  const vae = new VariationalAutoencoder({ latentSize, tutorial, classes });
  const adam = new dg.optimizers.Adam({ learningRate });
  vae.compile({ optimizer: new DistributedOptimizer(adam, { group }) });
  using training = await openTraining(group, vae, {
    example: "decoder",
    ...options,
  }, PICTURES);

  const use = options.conditional ? "use --conditional" : null;
  const { train: images, test } = await readImages({ ...options, use });
  announce(`${images.shape[0]} images`, vae);

  vae.noise = new dg.SeedGenerator({ seed: seed + group.rank });
  const share = shareOf(inputs(images, options), group, options);
  await training.fit(
    (more) => vae.fit(share.x, null, { ...share.options, epochs, ...more }),
  );
  await training.report(async (signal) => {
    await tellElbo(vae, test, options, signal);
    if (signal.aborted) return;
    await draw(vae, test, options, training);
  });
  return leave(group, training);
}

/** What the model takes. */
function inputs(
  images: Labelled,
  { conditional }: Options,
): Images | Images[] {
  return conditional ? [images, images.labels] : images;
}

/** Says how well it describes images that it has not seen. */
async function tellElbo(
  vae: VariationalAutoencoder,
  test: Labelled,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  console.log(`testing on ${test.shape[0]} images`);
  vae.noise = new dg.SeedGenerator({ seed: options.seed });
  const { loss } = await vae.evaluate(inputs(test, options), null, {
    batchSize: TEST_BATCH,
    returnDict: true,
    signal,
  });
  if (signal.aborted) return;
  const seen = options.all ? ", of images it has seen" : "";
  console.log(`test ELBO ${(-loss).toFixed(2)} nats${seen}`);
  if (!Number.isFinite(loss)) {
    throw new dg.DivergedError("Cannot draw: the test ELBO is no number", loss);
  }
}

/** Draws images with what it makes of them, and samples. */
async function draw(
  vae: VariationalAutoencoder,
  test: Labelled,
  { seed, conditional }: Options,
  training: Pick<Training, "save">,
): Promise<void> {
  const labels = conditional ? test.labels : undefined;
  const rows = await pairs(vae, test, { columns: COLUMNS, count: 2, labels });
  await training.save("reconstructions.png", rows);
  using drawn = samples(vae, { seed, conditional });
  const picture = await pictureOf([await imagesIn(drawn)], COLUMNS);
  await training.save("samples.png", picture);
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

if (import.meta.main) await run(() => main(Deno.args));
