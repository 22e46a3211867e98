/** Loads every entry point, trains, and keeps a model; says what came out. */

import { ones } from "@decograd/decograd";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { bitsOf, decoder, train } from "./packed_training.mjs";

const [entries, file] = process.argv.slice(2);

const names = {};
for (const entry of JSON.parse(entries)) {
  names[entry] = Object.keys(await import(entry)).sort();
}
const trained = await train();
const model = decoder();
const x = ones([1, 8]);
await saveModel(model, file);
const again = await loadModel(file);
const [before, after] = [
  await model.apply(x).data(),
  await again.apply(x).data(),
];
const kept = bitsOf(before).join() === bitsOf(after).join();
console.log(JSON.stringify({ trained, kept, names }));
