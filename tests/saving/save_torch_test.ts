/** Weights for PyTorch: the bytes that Python writes. */

import { assertEquals, assertRejects } from "@std/assert";
import { stub } from "@std/testing/mock";
import * as dg from "@decograd/decograd";
import { loadTorchWeights, saveTorchWeights } from "@decograd/decograd/saving";
import { inFolder } from "../helpers/folder.ts";
import { fileOf } from "./saved.ts";
import { classifier, decoder, words } from "./torch_models.ts";

const quiet = { verbose: false };

/** The weights of a model, bit for bit. */
async function bitsOf(model: dg.Model): Promise<number[][]> {
  return await Promise.all(
    model.weights.map(async ({ value }) => [
      ...new Uint8Array((await value.data()).buffer),
    ]),
  );
}

for (const [name, make] of Object.entries({ classifier, decoder })) {
  Deno.test(`what PyTorch saved of ${name} goes back with the same bytes`, () =>
    inFolder(async (folder) => {
      const original = fileOf(`torch_${name}.safetensors`);
      const model = make();
      await loadTorchWeights(model, original, quiet);
      const path = `${folder}/back.safetensors`;
      await saveTorchWeights(model, path, { like: original, ...quiet });
      assertEquals(await Deno.readFile(path), await Deno.readFile(original));
    }));
}

Deno.test("names of one's own give the bytes of Python's, too", () =>
  inFolder(async (folder) => {
    const model = words();
    await loadTorchWeights(model, fileOf("torch_words.safetensors"), quiet);
    const path = `${folder}/words.safetensors`;
    const { saved } = await saveTorchWeights(model, path, {
      names: Object.fromEntries(
        model.layers.map(({ name }, i) => [name, `${i}`]),
      ),
      ...quiet,
    });
    assertEquals(Object.values(saved), [
      ...["0.weight", "1.weight", "1.bias", "2.weight", "2.bias"],
    ]);
    assertEquals(
      await Deno.readFile(path),
      await Deno.readFile(fileOf("torch_words_float32.safetensors")),
    );
  }));

for (const [name, make] of Object.entries({ classifier, decoder, words })) {
  Deno.test(`weights of ${name} come back bit for bit under the names of layers`, () =>
    inFolder(async (folder) => {
      const model = make(), other = make();
      const path = `${folder}/own.safetensors`;
      const names = (one: dg.Sequential) =>
        Object.fromEntries(
          one.layers.filter(({ weights }) => weights.length > 0)
            .map((layer, i) => [layer.name, `part.${i}`]),
        );
      await saveTorchWeights(model, path, { names: names(model), ...quiet });
      await loadTorchWeights(other, path, { names: names(other), ...quiet });
      assertEquals(await bitsOf(other), await bitsOf(model));
    }));
}

Deno.test("a layer is the module of its path, and the batches of a BatchNorm are none", () =>
  inFolder(async (folder) => {
    const { BatchNormalization, Dense } = dg.layers;
    const encoder = new dg.Sequential([
      new Dense({ units: 2, useBias: false, name: "hidden" }),
      new BatchNormalization({ name: "norm" }),
    ], { name: "encoder" });
    const model = new dg.Sequential([encoder], { name: "m" });
    model.build([null, 3]);
    using log = stub(console, "log", () => {});
    const path = `${folder}/m.safetensors`;
    await saveTorchWeights(model, path);
    assertEquals(log.calls.map(({ args }) => args), [[[
      "m/encoder/hidden/kernel [3, 2] -> encoder.hidden.weight [2, 3]",
      "m/encoder/norm/gamma [2] -> encoder.norm.weight [2]",
      "m/encoder/norm/beta [2] -> encoder.norm.bias [2]",
      "m/encoder/norm/moving_mean [2] -> encoder.norm.running_mean [2]",
      "m/encoder/norm/moving_variance [2] -> encoder.norm.running_var [2]",
    ].join("\n")]]);
    const file = await Deno.readFile(path);
    const header = new TextDecoder().decode(file.subarray(8));
    assertEquals(
      header.startsWith(
        '{"encoder.norm.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]}',
      ),
      true,
    );
  }));

Deno.test("what PyTorch could not read is refused, and no file is begun", () =>
  inFolder(async (folder) => {
    const path = `${folder}/m.safetensors`;
    const { Dense, SpectralNormalization } = dg.layers;
    const model = new dg.Sequential([
      new Dense({ units: 2, inputShape: [2], name: "one" }),
      new Dense({ units: 2, name: "two" }),
    ], { name: "m" });
    const other = new dg.Sequential([
      new SpectralNormalization({
        layer: new Dense({ units: 1 }),
        inputShape: [2],
      }),
    ]);
    const like = fileOf("torch_words.safetensors");
    const cases = [
      [
        () => saveTorchWeights(model, `${folder}/m.npz`),
        "a path that ends with .safetensors",
      ],
      [
        () => saveTorchWeights(other, path),
        "expected layers that PyTorch has too, received SpectralNormalization",
      ],
      [
        () => saveTorchWeights(model, path, { names: { three: "0" } }),
        'expected names of layers with weights (one, two), received "three"',
      ],
      [
        () => saveTorchWeights(model, path, { names: { one: "two" } }),
        'received "two.weight" for m/one/kernel and m/two/kernel',
      ],
      [() => saveTorchWeights(model, path, { like }), "0.bias"],
    ] as const;
    for (const [save, said] of cases) {
      await assertRejects(save, RangeError, said);
    }
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
