/** Trains with one thread and with two; what came out. */

import {
  backendInfo,
  Input,
  layers,
  randomNormal,
  randomUniform,
  Sequential,
  setBackend,
  setRandomSeed,
} from "@decograd/decograd";

/** The bits of the losses and of a product, by threads; how many threads there were; the config of the model. */
export async function train() {
  const said = { losses: [], bits: {}, threads: {}, config: null };
  for (const threads of [1, 2]) {
    await setBackend("wasm", { threads });
    setRandomSeed(1);
    const model = decoder();
    const z = randomNormal([32, 8], { seed: 1 });
    const images = randomUniform([32, 28, 28, 1], { seed: 2 });
    const losses = [];
    for (let step = 0; step < 3; step++) {
      losses.push((await model.trainOnBatch(z, images)).loss);
    }
    // Threads start where there is work for them, and not at once.
    const x = randomNormal([512, 512], { seed: 3 });
    let first;
    for (let i = 0; i < 1000; i++) {
      [first] = await x.matmul(x).data();
      if (backendInfo().threads === threads) break;
    }
    said.bits[threads] = bitsOf([...losses, first]);
    said.losses = losses;
    said.threads[threads] = backendInfo().threads;
    said.config = model.getConfig();
  }
  return said;
}

/** A small decoder, compiled by names. */
export function decoder() {
  const { Conv2DTranspose, Dense, Reshape } = layers;
  const model = new Sequential([
    Input([8]),
    new Dense(7 * 7 * 16, { activation: "relu" }),
    new Reshape([7, 7, 16]),
    new Conv2DTranspose(8, 4, 2, "same", { activation: "relu" }),
    new Conv2DTranspose(1, 4, 2, "same", { activation: "sigmoid" }),
  ], { name: "decoder" });
  model.compile({ optimizer: "adam", loss: "mse" });
  return model;
}

/** Numbers as the bits that they are. */
export function bitsOf(numbers) {
  return [...new Uint32Array(Float32Array.from(numbers).buffer)];
}
