/** A convolutional autoencoder by the functional API, and the encoder in it. */

import * as dg from "@decograd/decograd";
import { pattern, setWeights } from "./given.ts";

const { layers } = dg;

const images = pattern([32, 12, 12, 1], { seed: 1 }).add(1).div(2);
const conv = { activation: "relu", padding: "same" } as const;

// Encoder
const inputs = dg.Input([12, 12, 1]);
let x = new layers.Conv2D(8, 3, conv).apply(inputs);
x = new layers.MaxPooling2D(2).apply(x);
x = new layers.Conv2D(4, 3, conv).apply(x);
x = new layers.MaxPooling2D(2).apply(x);
x = new layers.Flatten().apply(x);
const encoded = new layers.Dense(6, { name: "code" }).apply(x);

// Decoder
x = new layers.Dense(3 * 3 * 4, "relu").apply(encoded);
x = new layers.Reshape([3, 3, 4]).apply(x);
x = new layers.Conv2DTranspose(4, 3, { strides: 2, ...conv }).apply(x);
x = new layers.Conv2DTranspose(8, 3, { strides: 2, ...conv }).apply(x);
const decoded = new layers.Conv2D(1, 3, { ...conv, activation: "sigmoid" })
  .apply(x);

const autoencoder = new dg.Model(inputs, decoded, { name: "autoencoder" });
const encoder = new dg.Model(inputs, encoded, { name: "encoder" });
setWeights(autoencoder);
console.log(autoencoder.summary());

const loss = "binary_crossentropy";
autoencoder.compile({ optimizer: "adam", loss, metrics: ["mae"] });
const settings = { batchSize: 8, shuffle: false, verbose: 0 } as const;
const training = autoencoder.fit(images, images, { epochs: 3, ...settings });
const { history } = await training;
const quiet = { verbose: 0 } as const;
const score = await autoencoder.evaluate(images, images, quiet);
const pictures = await autoencoder.predict(images.at([0, 1]), quiet);

export const results = {
  loss: history.loss,
  mae: history.mae,
  score,
  decoded: pictures.at(0, 5),
  encoded: await encoder.predict(images.at([0, 2]), quiet),
};
