/** The weights that are kept while an example is trained. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";
import { Keep } from "../../examples/shared/keep.ts";
import { Output } from "../../examples/shared/output.ts";
import { VariationalAutoencoder } from "../../examples/vae/vae.ts";

Deno.test("the weights are kept by name, unless they are no numbers: then the last good ones stay", async () => {
  const folder = await Deno.makeTempDir();
  try {
    using output = await Output.open(folder, {
      files: ["weights.safetensors"],
      weights: 1,
      overwrite: false,
      resume: false,
    });
    using vae = new VariationalAutoencoder({ latentSize: 2 });
    vae.compile();
    const keep = new Keep(output, { fixed: {}, resumes: false });
    keep.setModel(vae);
    keep.setParams({ epochs: 9, steps: 1, verbose: 0 });
    assertEquals(keep.told, "nothing was written");
    await keep.onEpochEnd(2);
    using other = new VariationalAutoencoder({ latentSize: 2 });
    await other.loadWeights(`${folder}/weights.safetensors`);
    assertEquals(await valuesOf(other), await valuesOf(vae));

    const [, bias] = vae.trainableVariables;
    const good = await Deno.readFile(`${folder}/weights.safetensors`);
    const data = await bias.value.data();
    data[data.length - 1] = NaN;
    bias.assign(dg.tensor(data, bias.shape));
    for (const write of [() => keep.onEpochEnd(3), () => keep.save()]) {
      await assertRejects(write, dg.DivergedError, bias.path);
    }
    assertEquals(await Deno.readFile(`${folder}/weights.safetensors`), good);
    assertEquals(keep.told, "weights.safetensors is from epoch 3");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

function valuesOf(model: dg.Model): Promise<ArrayLike<number>[]> {
  return Promise.all(model.weights.map(({ value }) => value.data()));
}
