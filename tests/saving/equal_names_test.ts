/** Two models of one name in a third: files of all forms keep the weights of both. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadWeights, saveWeights } from "@decograd/decograd/saving";
import { inFolder } from "../helpers/folder.ts";

/** As Keras's diffusion models: a network, and a clone that follows it; no call makes paths of their own. */
class Followed extends dg.Model {
  readonly network = new dg.Sequential([
    dg.Input([2]),
    new dg.layers.Dense(2, { name: "dense" }),
    new dg.layers.BatchNormalization({ name: "norm" }),
  ], { name: "net" });
  readonly follower = dg.cloneModel(this.network);
  readonly third = dg.cloneModel(this.network);
}

async function valuesOf(model: dg.Model): Promise<ArrayLike<number>[]> {
  const values = model.getWeights();
  return await Promise.all(values.map((value) => value.data()));
}

for (const ending of ["safetensors", "npz", "weights.h5", "h5"]) {
  Deno.test(`weights of models of one name come back from .${ending}`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/model.${ending}`;
      const [saved, loaded] = [new Followed(), new Followed()];
      for (const weight of saved.weights) {
        weight.assign(dg.randomNormal(weight.shape));
      }
      await saveWeights(saved, path);
      await loadWeights(loaded, path);
      assertEquals(await valuesOf(loaded), await valuesOf(saved));
    }));
}
