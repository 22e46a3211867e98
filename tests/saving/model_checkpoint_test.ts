/** Models write Keras's forms once the entry point of these is imported: by themselves, and while they are trained. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { inFolder } from "../helpers/folder.ts";

const x = [[1, 2], [3, 4]], y = [[1], [2]];

function made(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 1, inputShape: [2], name: "dense" }),
  ], { name: "model" });
  model.compile({ optimizer: "adam", loss: "mse" });
  return model;
}

async function valuesOf(
  model: Pick<dg.Model, "getWeights">,
): Promise<number[][]> {
  const read = model.getWeights().map(async (one) => [...await one.data()]);
  return await Promise.all(read);
}

/** Trains for three epochs; the weights after each. */
async function train(
  filepath: string,
  options: Partial<dg.callbacks.ModelCheckpointOptions> = {},
): Promise<number[][][]> {
  const model = made(), after: number[][][] = [];
  await model.fit(x, y, {
    ...{ epochs: 3, batchSize: 2, verbose: 0 },
    callbacks: [
      new dg.callbacks.ModelCheckpoint(filepath, options),
      new dg.callbacks.LambdaCallback({
        onEpochEnd: async () => void after.push(await valuesOf(model)),
      }),
    ],
  });
  return after;
}

for (const ending of [".keras", ".h5"]) {
  Deno.test(`ModelCheckpoint writes whole models that end with ${ending}, with what trained them`, () =>
    inFolder(async (folder) => {
      const after = await train(`${folder}/{epoch}${ending}`, {
        ...{ monitor: "loss", mode: "min", maxToKeep: 2 },
      });
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(names.sort(), [`2${ending}`, `3${ending}`]);
      for (const epoch of [2, 3]) {
        const model = await loadModel(`${folder}/${epoch}${ending}`);
        assertEquals(await valuesOf(model), after[epoch - 1]);
        assertEquals(model.optimizer.iterations, epoch);
      }
    }));
}

for (const ending of [".weights.h5", ".npz", ".h5"]) {
  Deno.test(`ModelCheckpoint writes weights that end with ${ending}, which a model reads`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/last${ending}`;
      const after = await train(path, { saveWeightsOnly: true });
      const model = made();
      await model.loadWeights(path);
      assertEquals(await valuesOf(model), after[2]);
      await assertRejects(() => loadModel(path), TypeError, "Cannot load");
    }));
}

Deno.test("a model saves itself whole, and its weights alone", () =>
  inFolder(async (folder) => {
    const model = made(), expected = await valuesOf(model);
    const url = new URL(`file://${folder}/model.keras`);
    await model.save(url);
    assertEquals(await valuesOf(await loadModel(url)), expected);
    await model.saveWeights(`${folder}/a.weights.h5`);
    const other = made();
    await other.loadWeights(`${folder}/a.weights.h5`);
    assertEquals(await valuesOf(other), expected);
    await assertRejects(
      () => model.save(`${folder}/a.weights.h5`),
      dg.ValueError,
      "which is for saveWeights",
    );
  }));
