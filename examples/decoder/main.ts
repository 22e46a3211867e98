/** Trains a convolutional variational autoencoder on handwritten digits, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { type Images, ImagesError, loadImages } from "./images.ts";
import { Keep } from "./keep.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { Output, OutputError } from "./output.ts";
import { reconstructions, samples } from "./pictures.ts";
import { Stop } from "./stop.ts";
import { VariationalAutoencoder } from "./vae.ts";

const { writeFile } = dg.data;

/** Images a step when testing. */
const TEST_BATCH = 250;

/** Resolves to the exit code. */
async function main(options: Options): Promise<number> {
  await dg.setBackend(options.backend);
  dg.setRandomSeed(options.seed);
  const { learningRate } = options;
  const vae = new VariationalAutoencoder(options.latentSize);
  vae.compile({ optimizer: new dg.optimizers.Adam({ learningRate }) });
  const output = await Output.open(options.out, {
    overwrite: options.overwrite,
    bytes: vae.countParams() * Float32Array.BYTES_PER_ELEMENT,
  });

  console.log(`reading ${options.data ?? "MNIST"}`);
  const { train: images, test } = await loadImages({
    folder: options.data,
    limit: options.images,
    grey: options.grey,
  });
  const [count] = images.shape;
  console.log(
    `${count} training images, ${vae.countParams()} weights, backend ${describeBackend()}`,
  );

  using stop = new Stop();
  try {
    await train(vae, images, options, output, stop);
    await report(vae, test, options, output, stop);
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

/** Trains, and leaves the last good weights in the folder whatever happens on the way. */
async function train(
  vae: VariationalAutoencoder,
  images: Images,
  { batchSize, epochs, seed }: Options,
  output: Output,
  stop: Stop,
): Promise<void> {
  const keep = new Keep(vae, output);
  const callbacks = [keep], signal = stop.signal(1);
  stop.hint = "stopping after this step; once more leaves out the pictures";
  vae.noise = new dg.SeedGenerator({ seed });
  const began = performance.now();
  try {
    await vae.fit(images, null, { batchSize, epochs, callbacks, signal });
  } catch (error) {
    if (error instanceof dg.DivergedError) error.message += `; ${keep.told}`;
    else await keep.save();
    throw error;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(stop.heard > 0 ? "stopped" : `trained in ${seconds} s`);
  await keep.save();
}

/** Shows what was learned: whoever has stopped the training waits for it, or stops it too. */
async function report(
  vae: VariationalAutoencoder,
  test: Images,
  { seed }: Options,
  output: Output,
  stop: Stop,
): Promise<void> {
  const signal = stop.signal(stop.heard > 0 ? 2 : 1);
  stop.hint = "stopping without the pictures";
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
  const seen = await reconstructions(vae, test);
  await output.save("reconstructions.png", (path) => writeFile(path, seen));
  if (signal.aborted) return;
  const drawn = await samples(vae, seed);
  await output.save("samples.png", (path) => writeFile(path, drawn));
}

/** The backend's name and, if it is a graphics card's, which one. */
function describeBackend(): string {
  const info = dg.backendInfo();
  if (!("adapter" in info)) return info.name;
  const isSoftware = info.name === "webgpu" && info.isSoftware;
  return `${info.name} (${info.adapter}${isSoftware ? ", software" : ""})`;
}

/** Whether the user can mend it: then its message is enough. */
function isUsersToMend(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof dg.DeviceError ||
    error instanceof ImagesError || error instanceof OutputError;
}

try {
  const options = parseOptions(Deno.args);
  if (options) Deno.exitCode = await main(options);
} catch (error) {
  if (error instanceof dg.DivergedError) Deno.exitCode = 1;
  else if (isUsersToMend(error)) Deno.exitCode = 2;
  else throw error;
  console.error(error.message);
}
