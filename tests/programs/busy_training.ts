/**
 * Trains a small decoder on as many threads as are named, and prints a digest of its weights' bits. Workers take part from
 * the first step on, so that the memory grows while they do.
 */

import * as dg from "@decograd/decograd";

const { layers } = dg;
const BATCH = 32, STEPS = 24, LATENT = 8, SIZE = 28;

/** Workers start with large work, one after the other. */
async function startThreads(count: number): Promise<void> {
  using square = dg.ones([256, 256]);
  for (;;) {
    const info = dg.backendInfo();
    if (info.name === "wasm" && info.threads === count) return;
    using product = dg.matmul(square, square);
    await product.data();
  }
}

const transposed = (filters: number) =>
  new layers.Conv2DTranspose({
    filters,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    activation: "relu",
  });

await dg.setBackend("wasm", { threads: Number(Deno.args[0]) });
await startThreads(Number(Deno.args[0]));
dg.setRandomSeed(7);
const decoder = new dg.Sequential([
  new layers.Dense({ units: 7 * 7 * 16, activation: "relu" }),
  new layers.Reshape({ targetShape: [7, 7, 16] }),
  transposed(16),
  new layers.BatchNormalization(),
  transposed(8),
  new layers.LayerNormalization(),
  new layers.Conv2D({
    filters: 1,
    kernelSize: 3,
    padding: "same",
    activation: "sigmoid",
  }),
]);
// Most of what the memory begins with, so that it grows in a step.
const _ballast = dg.tensor(new Float32Array(3.5e6));
const trainer = new dg.Trainer({
  model: decoder,
  optimizer: new dg.optimizers.Adam({ learningRate: 0.01 }),
});
for (let step = 0; step < STEPS; step++) {
  using z = dg.randomNormal([BATCH, LATENT], { seed: step });
  using x = dg.randomNormal([BATCH, SIZE, SIZE, 1], { seed: STEPS + step });
  using _loss = trainer.minimize(() => {
    const y = decoder.apply(z, { training: true });
    return dg.mean(dg.square(dg.sub(y, x)));
  });
}

const weights = await Promise.all(
  decoder.weights.map(({ value }) => value.data()),
);
const bytes = await new Blob(weights.map((data) => new Float32Array(data)))
  .arrayBuffer();
const digest = await crypto.subtle.digest("SHA-256", bytes);
console.log(new Uint8Array(digest).toHex());
