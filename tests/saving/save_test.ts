/** Files of models and weights that are written: Keras has read them, and so do we. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { inFolder } from "../helpers/folder.ts";
import {
  loadModel,
  loadWeights,
  saveModel,
  saveWeights,
} from "@decograd/decograd/saving";
import { readZip } from "../../data/zip.ts";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture, numbersOf } from "../helpers/fixtures.ts";
import { Residual } from "./residual.ts";
import { fileOf, forget, load, MODELS, predict, savedBy } from "./saved.ts";

const { digests } = loadFixture<{ readonly digests: Record<string, string> }>(
  "saving/read_by_keras.json",
);

async function digestOf(path: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(hash).toHex();
}

for (const name of MODELS) {
  Deno.test(`what is written of ${name} is what was read, in every form`, () =>
    inFolder(async (folder) => {
      const saved = savedBy(name);
      const model = await load(`${name}.keras`);
      for (const ending of [".keras", ".h5"]) {
        const path = `${folder}/${name}${ending}`;
        await saveModel(model, path);
        const read = await loadModel(path, { customObjects: { Residual } });
        assertEquals(
          await predict(read, saved.x),
          await predict(model, saved.x),
        );
        assertEquals(read.getConfig(), model.getConfig());
        const state = await read.optimizer.getState();
        state.forEach(({ data }, i) =>
          assertEquals(
            [...Float32Array.from(data)],
            numbersOf(saved.optimizer[i]),
          )
        );
      }
      const others = [".weights.h5", "_weights.h5", ".safetensors", ".npz"];
      for (const ending of others) {
        const path = `${folder}/${name}${ending}`;
        await saveWeights(model, path);
        const read = await load(`${name}.keras`);
        forget(read);
        const { loaded, missing, extra, mismatched } = await loadWeights(
          read,
          path,
        );
        assertEquals(Object.keys(loaded).length, saved.weights.length);
        assertEquals([missing, extra, mismatched], [[], [], []]);
        assertEquals(
          await predict(read, saved.x),
          await predict(model, saved.x),
        );
      }
    }));
}

for (const name of ["functional", "sequential"]) {
  for (const ending of [".keras", ".h5", ".weights.h5", "_weights.h5"]) {
    Deno.test(`Keras has read these bytes of ${name}${ending}, and predicted the same`, () =>
      inFolder(async (folder) => {
        const model = await load(`${name}.keras`);
        const path = `${folder}/${name}${ending}`;
        await (ending.includes("weights") ? saveWeights : saveModel)(
          model,
          path,
        );
        assertEquals(await digestOf(path), digests[name + ending]);
      }));
  }
}

Deno.test("what is not compiled is written so", () =>
  inFolder(async (folder) => {
    const model = await load("sequential.keras", { compile: false });
    for (const ending of [".keras", ".h5"]) {
      await saveModel(model, `${folder}/model${ending}`);
      assertEquals(
        (await loadModel(`${folder}/model${ending}`)).compiled,
        false,
      );
    }
  }));

class Branches extends dg.Model {
  readonly secondLayer = new dg.layers.Dense({ units: 2 });
  readonly first1 = new dg.layers.Dense({ units: 3 });
  readonly _hidden = new dg.layers.Dense({ units: 3, activation: "relu" });
  readonly blocks = [1, 2].map(() => [new dg.layers.Dense({ units: 3 })]);

  override call(x: dg.Tensor): dg.Tensor {
    const hidden = this._hidden.apply(this.first1.apply(x));
    return this.secondLayer.apply(
      this.blocks.reduce((y, [layer]) => layer.apply(y), hidden),
    );
  }
}

Deno.test("a class with a call of its own has its weights where Keras has them", () =>
  inFolder(async (folder) => {
    const { x, predictions } = savedBy("branches");
    const make = () => {
      const model = new Branches();
      model.apply(dg.ones([1, 4]));
      return model;
    };
    const model = make();
    const { loaded } = await loadWeights(model, fileOf("branches.weights.h5"));
    const [y] = await predict(model, x);
    assertClose(y, numbersOf(predictions[0]), { terms: 16, magnitude: 1 });
    const path = `${folder}/branches.weights.h5`;
    await saveWeights(model, path);
    const copy = make();
    const again = await loadWeights(copy, path);
    assertEquals(Object.values(again.loaded), Object.values(loaded));
    assertEquals(await predict(copy, x), [y]);
  }));

Deno.test("a class with a call of its own is read whole, with the class", () =>
  inFolder(async (folder) => {
    const model = new Branches();
    model.compile({ optimizer: "adam", loss: "mse" });
    const x = dg.ones([4, 4]);
    await model.fit(x, dg.ones([4, 2]), { verbose: 0 });
    await saveModel(model, `${folder}/model.keras`);
    const copy = await loadModel(`${folder}/model.keras`, {
      customObjects: { Branches },
    });
    assertEquals(copy.optimizer.iterations, 1);
    assertEquals(await copy.apply(x).data(), await model.apply(x).data());
  }));

Deno.test("a layer of a Sequential is kept in its list, as by Keras, where a property has it too", () =>
  inFolder(async (folder) => {
    const chosen = new dg.layers.Dense({ units: 1, inputShape: [2] });
    class Tagged extends dg.Sequential {
      readonly chosen = chosen;
    }
    const model = new Tagged([chosen]);
    await saveWeights(model, `${folder}/tagged.weights.h5`);
    const { loaded } = await loadWeights(model, `${folder}/tagged.weights.h5`);
    assertEquals(Object.values(loaded), [
      "layers/dense/vars/0",
      "layers/dense/vars/1",
    ]);
  }));

Deno.test("what .h5 cannot describe is refused", () =>
  inFolder(async (folder) => {
    const model = new Branches();
    model.apply(dg.ones([1, 4]));
    await assertRejects(
      () => saveModel(model, `${folder}/model.h5`),
      RangeError,
      "expected a Sequential or a graph of layers alone, received a class with a call of its own",
    );
    const input = dg.Input({ shape: [2] });
    const graph = new dg.Model({ inputs: input, outputs: input.mul(2) });
    await assertRejects(
      () => saveModel(graph, `${folder}/model.h5`),
      RangeError,
      "received an op, ",
    );
  }));

Deno.test("outputs that are of graphs in a graph are counted as Keras does, and read so", () =>
  inFolder(async (folder) => {
    const inside = dg.Input([3]);
    const inner = new dg.Model({
      inputs: inside,
      outputs: new dg.layers.Dense(2).apply(inside),
      name: "inner",
    });
    const x = dg.Input([3]), after = new dg.layers.Dense(3).apply(x);
    const outputs = [x, after].map((one) => inner.apply(one));
    const model = new dg.Model({ inputs: x, outputs });
    // Keras 3.15.1: the first call is the one that made it.
    const { output_layers } = model.getConfig() as { output_layers: unknown };
    assertEquals(output_layers, [["inner", 1, 0], ["inner", 2, 0]]);
    const given = [{ shape: [1, 3], data: [1, 2, 3] }];
    for (const ending of [".keras", ".h5"]) {
      await saveModel(model, `${folder}/model${ending}`);
      const copy = await loadModel(`${folder}/model${ending}`);
      assertEquals(await predict(copy, given), await predict(model, given));
    }
  }));

Deno.test("places and stretches of axes are written as Keras's keys, and read so", () =>
  inFolder(async (folder) => {
    const x = dg.Input([4, 6]);
    const outputs = [x.at(null, [1, 3], -1), x.at(null, [2])];
    const model = new dg.Model({ inputs: x, outputs });
    await saveModel(model, `${folder}/model.keras`);
    const copy = await loadModel(`${folder}/model.keras`);
    const data = Array.from({ length: 24 }, (_, i) => i);
    // Keras 3.15.1 gives the same for the file.
    assertEquals(
      (await predict(copy, [{ shape: [1, 4, 6], data }])).map((one) => [
        ...one,
      ]),
      [[11, 17], data.slice(12)],
    );
  }));

Deno.test("states of optimizers that hold others, or averages, are read as they were written", () =>
  inFolder(async (folder) => {
    const { Adam, LossScaleOptimizer, Nadam, SGD } = dg.optimizers;
    for (
      const optimizer of [
        new LossScaleOptimizer({ innerOptimizer: new Adam() }),
        new Adam({ useEma: true, gradientAccumulationSteps: 2, amsgrad: true }),
        new SGD({
          learningRate: new dg.optimizers.schedules.CosineDecay({
            initialLearningRate: 1,
            decaySteps: 9,
          }),
        }),
        new Nadam(),
      ]
    ) {
      const model = new dg.Sequential([
        new dg.layers.Dense({ units: 2, inputShape: [3] }),
      ]);
      model.compile({ optimizer, loss: "mse" });
      await model.fit(dg.ones([4, 3]), dg.ones([4, 2]), {
        epochs: 3,
        verbose: 0,
      });
      const written = await optimizer.getState();
      for (const ending of [".keras", ".h5"]) {
        await saveModel(model, `${folder}/model${ending}`);
        const read = await loadModel(`${folder}/model${ending}`);
        const state = await read.optimizer.getState();
        assertEquals(
          state.map(({ data }) => [...Float32Array.from(data)]),
          written.map(({ data }) => [...Float32Array.from(data)]),
        );
      }
    }
  }));

Deno.test("numbers that Keras takes with a point only have one", () =>
  inFolder(async (folder) => {
    const model = new dg.Sequential([
      new dg.layers.Dense({ units: 1, inputShape: [1] }),
    ]);
    model.compile({ optimizer: new dg.optimizers.SGD({ learningRate: 1 }) });
    await saveModel(model, `${folder}/model.keras`);
    const [, config] = await readZip(
      "read",
      await Deno.readFile(`${folder}/model.keras`),
      1e6,
    );
    const text = new TextDecoder().decode(config.bytes);
    assertEquals(
      text.includes('"learning_rate":1.0,"weight_decay":null'),
      true,
    );
    assertEquals(text.includes('"momentum":0.0,'), true);
  }));

Deno.test("a path that ends otherwise, or a model without weights, is refused before anything is written", () =>
  inFolder(async (folder) => {
    const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })], {
      name: "m",
    });
    await assertRejects(
      () => saveModel(model, `${folder}/model.keras`),
      RangeError,
      "expected a model that is built",
    );
    model.build([null, 2]);
    await assertRejects(
      () => saveModel(model, "model.zip"),
      RangeError,
      'Cannot save Sequential "m" to model.zip: expected a path that ends with .keras, .h5, .onnx, received model.zip',
    );
    await assertRejects(
      () => saveModel(model, "model.weights.h5"),
      RangeError,
      "ends with .keras, .h5, .onnx, received model.weights.h5, which is for saveWeights",
    );
    await assertRejects(
      () => saveWeights(model, "model.keras"),
      RangeError,
      "expected a path that ends with .weights.h5, .h5, .safetensors, .npz, received model.keras",
    );
    assertEquals([...Deno.readDirSync(folder)], []);
  }));
