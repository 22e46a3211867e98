/** Training that is stopped after two epochs and goes on with another model, as if it had not been. */

import * as dg from "@decograd/decograd";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { pattern, setWeights } from "./given.ts";

const { layers } = dg;
const { Adam, schedules } = dg.optimizers;

const x = pattern([32, 6], { seed: 1 });
const y = pattern([32, 2], { seed: 2 });

function makeModel() {
  const model = new dg.Sequential([
    dg.Input([6]),
    new layers.Dense(8, { activation: "tanh", useBias: false }),
    new layers.BatchNormalization(),
    new layers.Dense(2),
  ]);
  model.compile({
    optimizer: new Adam(new schedules.ExponentialDecay(0.01, 4, 0.9)),
    loss: "mse",
    metrics: ["mae"],
  });
  return model;
}

const model = makeModel();
setWeights(model);
const settings = { batchSize: 8, shuffle: false, verbose: 0 } as const;
const first = await model.fit(x, y, { epochs: 2, ...settings });
const folder = await Deno.makeTempDir();
await saveModel(model, `${folder}/resume.keras`);

const restored = await loadModel(`${folder}/resume.keras`);
await Deno.remove(folder, { recursive: true });
const second = await restored.fit(x, y, {
  epochs: 4,
  initialEpoch: 2,
  ...settings,
});

export const results = {
  loss: [...first.history.loss, ...second.history.loss],
  mae: [...first.history.mae, ...second.history.mae],
  epochs: second.epoch,
  iterations: restored.optimizer.iterations,
  prediction: await restored.predict(x.at([0, 2]), { verbose: 0 }),
};
