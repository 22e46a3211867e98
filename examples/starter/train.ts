/** Trains the decoder, and keeps its weights and a picture of what it draws. */

import * as dg from "@decograd/decograd";
import { dotsAt, makeDecoder } from "./dots.ts";

dg.setRandomSeed(1);
const decoder = makeDecoder();
console.log(decoder.summary());

const places = dg.randomUniform([1024, 2]);
await decoder.fit(places, dotsAt(places), {
  batchSize: 16,
  epochs: 12,
  validationSplit: 0.2,
});
await decoder.saveWeights("decoder.safetensors");

// The dot goes from one corner to the other: above as it should be, below as the decoder draws it.
const diagonal = dg.linspace(0.1, 0.9, 8);
const unseen = dg.stack([diagonal, diagonal], 1);
const both = dg.concat([dotsAt(unseen), decoder.apply(unseen)], 0);
const images = { shape: both.shape, data: await both.data() };
const picture = dg.data.imageGrid(images, { columns: 8 });
await dg.data.writeFile("dots.png", await dg.data.encodePng(picture));
console.log("wrote decoder.safetensors and dots.png");
