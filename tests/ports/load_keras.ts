/** A model that Keras has saved: it is loaded, asked, cut short and trained further. */

import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { pattern } from "./given.ts";

const { layers } = dg;

const x = pattern([16, 8, 8, 1], { seed: 1 }).add(1).div(2);

const saved = new URL("../fixtures/ports/saved.keras", import.meta.url);
const model = await loadModel(saved);
console.log(model.summary());
const before = await model.predict(x, { verbose: 0 });

// The head is another one; what lies below it stays as it is
const features = new dg.Model(model.input, model.getLayer("features").output);
features.trainable = false;
const last = new layers.Dense(1, { kernelInitializer: "ones", name: "head" });
const head = last.apply(features.output);
const tuned = new dg.Model(features.input, head);
tuned.compile({ optimizer: "sgd", loss: "mse" });
const settings = { batchSize: 4, shuffle: false, verbose: 0 } as const;
const first = before.at(null, [0, 1]);
const { history } = await tuned.fit(x, first, { epochs: 2, ...settings });

// All of it goes on from where its own training stopped
const goingOn = await model.fit(x, before.mul(0.9), settings);

export const results = {
  before: before.at([0, 4]),
  loss: history.loss,
  trainable: tuned.trainableWeights.length,
  going_on: goingOn.history.loss,
  after: await model.predict(x.at([0, 4]), { verbose: 0 }),
};
