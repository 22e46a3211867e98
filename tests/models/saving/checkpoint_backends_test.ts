/** Checkpoints on every backend: the bits, and no memory left behind. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const x = Array.from({ length: 12 }, (_, i) => [i / 9, 1 - i / 9]);
const y = x.map(([a]) => [a * a]);

function small(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 3, activation: "tanh", inputShape: [2] }),
    new dg.layers.BatchNormalization(),
    new dg.layers.Dropout({ rate: 0.5 }),
    new dg.layers.Dense({ units: 1 }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}

/** Trains for two epochs of four steps; keeps step 6 in `save`, or goes on from `load`. */
async function weightsAfter(
  seed: number,
  { save, load }: { save?: string; load?: string },
): Promise<number[][]> {
  dg.setRandomSeed(seed);
  let step = 0;
  const model = small();
  const keep = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd: async () => {
      if (++step === 6 && save) await dg.saveCheckpoint(model, save);
    },
  });
  const stopping = new dg.callbacks.EarlyStopping("loss", {
    ...{ patience: 5, restoreBestWeights: true },
  });
  await model.fit(x, y, {
    ...{ batchSize: 3, epochs: 2, verbose: 0, resumeFrom: load ?? null },
    callbacks: [keep, stopping],
  });
  const weights = model.getWeights();
  try {
    const data = await Promise.all(weights.map((one) => one.read()));
    return data.map((one) => [...one]);
  } finally {
    for (const one of weights) one[Symbol.dispose]();
    // What it was compiled with is given up by another compilation.
    model.optimizer[Symbol.dispose]();
    model.compile();
    for (const one of model.metrics) one[Symbol.dispose]();
    model[Symbol.dispose]();
  }
}

forEachBackend(
  "a training goes on with the same bits, and leaves no memory behind",
  async (backend) => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/last.safetensors`;
      const before = backend.bytesInUse;
      const whole = await weightsAfter(1, { save: path });
      assertEquals(backend.bytesInUse, before);
      assertEquals(await weightsAfter(2, { load: path }), whole);
      assertEquals(backend.bytesInUse, before);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

Deno.test("a checkpoint is loaded where the model is, whatever backend is in use", async () => {
  const folder = await Deno.makeTempDir();
  const home = await dg.setBackend("wasm");
  try {
    const path = `${folder}/last.safetensors`;
    const model = small();
    const inputs = dg.tensor(x), targets = dg.tensor(y);
    await model.fit(inputs, targets, { verbose: 0 });
    await dg.saveCheckpoint(model, path);
    const weights = await Promise.all(model.getWeights().map((w) => w.read()));
    const state = await model.optimizer.getState();
    await model.fit(inputs, targets, { verbose: 0 });
    await dg.setBackend("wasm", { fuse: false });
    await dg.loadCheckpoint(model, path);
    const loaded = model.getWeights();
    assert(loaded.every(({ backend }) => backend === home));
    assertEquals(await Promise.all(loaded.map((w) => w.read())), weights);
    assertEquals(await model.optimizer.getState(), state);
  } finally {
    await dg.setBackend("wasm");
    await Deno.remove(folder, { recursive: true });
  }
});
