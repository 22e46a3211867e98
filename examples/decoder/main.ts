/** Trains a convolutional variational autoencoder on handwritten digits, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { ImagesError, loadImages, PIXELS } from "./images.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { Output, OutputError } from "./output.ts";
import { reconstructions, samples, testElbo, weights } from "./report.ts";
import { Share } from "./progress.ts";
import { Stop } from "./stop.ts";
import { DivergedError, train } from "./train.ts";
import { VariationalAutoencoder } from "./vae.ts";

/** The backend's name and, if it is a graphics card's, which one. */
function describeBackend(): string {
  const info = dg.backendInfo();
  if (!("adapter" in info)) return info.name;
  const isSoftware = info.name === "webgpu" && info.isSoftware;
  return `${info.name} (${info.adapter}${isSoftware ? ", software" : ""})`;
}

/** Resolves to the exit code. */
async function main(options: Options): Promise<number> {
  await dg.setBackend(options.backend);
  dg.setRandomSeed(options.seed);
  const vae = new VariationalAutoencoder(options.latentSize);
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
  console.log(
    `${
      images.length / PIXELS
    } training images, ${vae.countParams()} weights, backend ${describeBackend()}`,
  );
  using stop = new Stop();
  try {
    await trainAndKeep(vae, images, options, output, stop);
    // Whoever has stopped the training waits for the report; a second signal ends that too.
    const signal = stop.signal(stop.heard > 0 ? 2 : 1);
    await report(vae, test, options, output, signal);
  } finally {
    output.tellEarlier();
  }
  return stop.code || (output.failed ? 1 : 0);
}

/** Trains, and leaves the last good weights in the folder whatever happens on the way. */
async function trainAndKeep(
  vae: VariationalAutoencoder,
  images: Float32Array,
  options: Options,
  output: Output,
  stop: Stop,
): Promise<void> {
  let kept: string | null = null;
  const keep = async (done: string) => {
    const problem = await output.write(
      "weights.safetensors",
      await weights(vae),
    );
    if (problem === null) kept = done;
    else console.error(problem);
  };
  const signal = stop.signal(1);
  using _told = telling(
    signal,
    "stopping after this step; once more leaves out the pictures",
  );
  const began = performance.now();
  try {
    await train(vae, images, { ...options, signal, keep });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(stop.heard > 0 ? "stopped" : `trained in ${seconds} s`);
    await output.save("weights.safetensors", await weights(vae));
  } catch (error) {
    if (error instanceof DivergedError) {
      error.message += kept === null
        ? "; nothing was written"
        : `; ${options.out}/weights.safetensors is from ${kept}`;
    } else {
      await weights(vae).then(
        (bytes) => output.save("weights.safetensors", bytes),
        (lost) => console.error(`The weights are lost: ${lost.message}`),
      );
    }
    throw error;
  }
}

/** Says what is going to happen when a signal comes, until it is disposed. */
function telling(signal: AbortSignal, text: string): Disposable {
  const tell = () => console.log(`\n${text}`);
  signal.addEventListener("abort", tell);
  return {
    [Symbol.dispose]: () => signal.removeEventListener("abort", tell),
  };
}

/** Shows what was learned, until it is stopped. */
async function report(
  vae: VariationalAutoencoder,
  test: Float32Array,
  { seed }: Options,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  using _told = telling(signal, "stopping without the pictures");
  const share = new Share(`testing on ${test.length / PIXELS} images`);
  const show = (done: number) => share.show(done);
  const elbo = await testElbo(vae, test, { seed, signal, show });
  if (!signal.aborted) share.end();
  if (elbo === null) return;
  console.log(`test ELBO ${elbo.toFixed(2)} nats`);
  if (!Number.isFinite(elbo)) {
    throw new DivergedError(`The test ELBO is ${elbo}: no pictures are drawn`);
  }
  await output.save("reconstructions.png", await reconstructions(vae, test));
  if (signal.aborted) return;
  await output.save("samples.png", await samples(vae, seed));
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
  if (error instanceof DivergedError) Deno.exitCode = 1;
  else if (isUsersToMend(error)) Deno.exitCode = 2;
  else throw error;
  console.error(error.message);
}
