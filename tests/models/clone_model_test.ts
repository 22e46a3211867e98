/** Models once more: the same layers, and weights of their own. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import * as dg from "@decograd/decograd";
import { cloneLayer } from "../../models/clone_layer.ts";
import { everyLayer } from "../helpers/every_layer.ts";
import { loadFixture } from "../helpers/fixtures.ts";

const { Dense, Dropout, Lambda } = dg.layers;

Deno.test("every layer can be cloned, with the same config and weights of its own", () => {
  for (const [name, { make, given }] of everyLayer) {
    const layer = make();
    layer.apply(given());
    const clone = cloneLayer(layer);
    assert(clone !== layer && clone.constructor === layer.constructor, name);
    clone.apply(given());
    assertEquals(clone.getConfig(), layer.getConfig(), name);
    assertEquals(
      clone.weights.map(({ shape }) => shape),
      layer.weights.map(({ shape }) => shape),
      name,
    );
    for (const weight of clone.weights) assert(!layer.weights.includes(weight));
  }
});

const { models } = loadFixture<
  { models: Record<string, { config: { config: dg.layers.Config } }> }
>("behaviour/models.json");

for (const [name, { config }] of Object.entries(models)) {
  Deno.test(`the clone of a graph has its calls, and gives the same with its weights: ${name}`, async () => {
    const model = dg.Model.fromConfig(config.config) as dg.Model;
    const clone = dg.cloneModel(model);
    assertEquals(clone.getConfig(), model.getConfig());
    assertEquals(
      clone.weights.map(({ path }) => path),
      model.weights.map(({ path }) => path),
    );
    const mine = new Set(model.weights);
    assert(clone.weights.every((weight) => !mine.has(weight)));
    clone.setWeights(model.getWeights());
    const x = model.inputs!.map(({ shape }, seed) =>
      dg.randomNormal(shape.map((size) => size ?? 2), { seed })
    );
    const read = async (one: dg.Model) => {
      const y = one.apply<dg.Tensor | dg.Tensor[]>(x.length === 1 ? x[0] : x);
      return await Promise.all([y].flat().map((tensor) => tensor.data()));
    };
    assertEquals(await read(clone), await read(model));
  });
}

Deno.test("weights begin anew, and what was frozen is; the clone is not compiled", async () => {
  const model = new dg.Sequential([
    new Dense({ units: 4, inputShape: [3], name: "a" }),
    new Dense({ units: 2, name: "b" }),
  ], { name: "m" });
  model.layers[0].trainable = false;
  model.compile({ loss: "mse" });
  const clone = dg.cloneModel(model);
  assertEquals([clone.name, clone.compiled], ["m", false]);
  assertEquals(clone.trainableVariables.map(({ path }) => path), [
    "m/b/kernel",
    "m/b/bias",
  ]);
  const [own, other] = [clone, model].map(({ weights }) => weights[0].value);
  assertNotEquals(await own.data(), await other.data());
});

Deno.test("functions and classes of one's own come along", async () => {
  class Half extends dg.layers.Layer {
    override call(x: dg.Tensor): dg.Tensor {
      return x.mul(0.5);
    }
  }
  class Twos extends dg.initializers.Initializer {
    override call(shape: dg.Shape): dg.Tensor {
      return dg.full(shape, 2);
    }
  }
  const model = new dg.Sequential([
    new Dense({
      units: 1,
      kernelInitializer: new Twos(),
      activation: (x) => x.add(1),
      kernelRegularizer: (w: dg.Tensor) => w.sum(),
      inputShape: [3],
    }),
    new Lambda({ function: (x) => x.mul(10) }),
    new dg.Sequential([new Half()]),
  ]);
  const clone = dg.cloneModel(model);
  assertEquals(await clone.apply(dg.ones([1, 3])).item(), 35);
  assertEquals(await clone.losses[0].item(), 6);
});

Deno.test("cloneFunction makes other layers, or hands on the same, once each", () => {
  const x = dg.Input({ shape: [2] });
  const dense = new Dense({ units: 2 });
  const once: dg.SymbolicTensor = dense.apply(x);
  const twice: dg.SymbolicTensor = dense.apply(once);
  const outputs: dg.SymbolicTensor = new Dropout({ rate: 0.5 }).apply(twice);
  const model = new dg.Model({ inputs: x, outputs });
  const seen: string[] = [];
  const clone = dg.cloneModel(model, {
    cloneFunction: (layer) => {
      seen.push(layer.constructor.name);
      return layer instanceof Dropout ? new dg.layers.Identity() : layer;
    },
  });
  assertEquals(seen, ["Dense", "Dropout"]);
  assertEquals(clone.layers.map(({ constructor }) => constructor.name), [
    "InputLayer",
    "Dense",
    "Identity",
  ]);
  assert(clone.weights[0] === model.weights[0]);
});

Deno.test("inputTensors are what the clone leads from", () => {
  const x = dg.Input({ shape: [2], name: "x" });
  const inner = new dg.Model({
    inputs: x,
    outputs: new Dense({ units: 3 }).apply<dg.SymbolicTensor>(x),
  });
  const y = dg.Input({ shape: [2], name: "y" });
  const clone = dg.cloneModel(inner, { inputTensors: y });
  assert(clone.inputs![0] === y);
  const chain = new dg.Sequential([new Dense({ units: 3, inputShape: [2] })]);
  assertEquals(dg.cloneModel(chain, { inputTensors: y }).inputShape, [null, 2]);
  const wrong = dg.Input({ shape: [5] });
  for (const model of [inner, chain] as dg.Model[]) {
    assertThrows(
      () => dg.cloneModel(model, { inputTensors: wrong }),
      dg.ValueError,
      "Cannot clone a model: expected inputTensors of the shapes [null, 2], received [null, 5]",
    );
  }
});

Deno.test("a Sequential that is not built is cloned as it is; a class of one's own is refused", () => {
  const model = new dg.Sequential([new Dense({ units: 3 })]);
  const clone = dg.cloneModel(model);
  assertEquals([clone.built, clone.layers.length], [false, 1]);
  class Own extends dg.Model {}
  assertThrows(
    () => dg.cloneModel(new Own({ name: "own" })),
    dg.ValueError,
    'Cannot clone a model: expected one of inputs and outputs, or a Sequential, received Own "own"',
  );
  assertThrows(
    () => dg.cloneModel(model, { cloneFunction: () => 1 as never }),
    TypeError,
    "expected cloneFunction to give a layer for Dense",
  );
});

Deno.test("a layer is found by its name or its place", () => {
  const model = new dg.Sequential([
    new Dense({ units: 3, name: "first" }),
    new Dense({ units: 3, name: "second" }),
  ], { name: "m" });
  assert(model.getLayer("second") === model.layers[1]);
  assert(model.getLayer({ index: 0 }) === model.layers[0]);
  assert(model.getLayer({ index: -1 }) === model.layers[1]);
  assertThrows(
    () => model.getLayer("secnd"),
    dg.ValueError,
    'Cannot get a layer of Sequential "m": expected the name of one of its layers, ["first","second"], received "secnd" (did you mean second?)',
  );
  assertThrows(
    () => model.getLayer({ index: 2 }),
    dg.ValueError,
    "expected an index below 2, the number of its layers, received 2",
  );
});
