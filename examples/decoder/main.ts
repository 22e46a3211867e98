/** Trains a convolutional variational autoencoder on handwritten digits, and shows what it learned. */

import * as dg from "@decograd/decograd";
import { ImagesError, loadImages, PIXELS } from "./images.ts";
import { type Options, parseOptions, UsageError } from "./options.ts";
import { reconstructions, samples, testElbo, weights } from "./report.ts";
import { train } from "./train.ts";
import { VariationalAutoencoder } from "./vae.ts";

/** The backend's name and, if it is a graphics card's, which one. */
function describeBackend(): string {
  const { name, adapter, isSoftware } = dg.backendInfo();
  if (adapter === undefined) return name;
  return `${name} (${adapter}${isSoftware ? ", software" : ""})`;
}

async function main(options: Options): Promise<void> {
  await dg.setBackend(options.backend);
  dg.setRandomSeed(options.seed);
  const { train: images, test } = await loadImages({
    folder: options.data,
    limit: options.images,
    grey: options.grey,
  });
  const vae = new VariationalAutoencoder(options.latentSize);
  console.log(
    `${
      images.length / PIXELS
    } training images, ${vae.countParams()} weights, backend ${describeBackend()}`,
  );

  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  Deno.addSignalListener("SIGINT", onInterrupt);
  const began = performance.now();
  const finished = await train(vae, images, options, stop.signal);
  Deno.removeSignalListener("SIGINT", onInterrupt);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(finished ? `trained in ${seconds} s` : "stopped");

  const { out, seed } = options;
  console.log(`test ELBO ${(await testElbo(vae, test, seed)).toFixed(2)} nats`);
  const files = {
    "reconstructions.png": await reconstructions(vae, test),
    "samples.png": await samples(vae, seed),
    "weights.safetensors": await weights(vae),
  };
  await Deno.mkdir(out, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) {
    await dg.data.writeFile(`${out}/${name}`, bytes);
    console.log(`wrote ${out}/${name}`);
  }
}

/** Whether the user can mend it: then its message is enough. */
function isUsersToMend(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof dg.DeviceError ||
    error instanceof ImagesError;
}

try {
  const options = parseOptions(Deno.args);
  if (options) await main(options);
} catch (error) {
  if (!isUsersToMend(error)) throw error;
  console.error(error.message);
  Deno.exitCode = 2;
}
