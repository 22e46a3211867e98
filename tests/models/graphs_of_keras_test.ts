/** Graphs of layers that Keras has written: the same layers, weights and outputs, and the same config again. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";

interface Described {
  readonly config: { class_name: string; config: Record<string, unknown> };
  readonly layers: string[];
  readonly paths: string[];
  readonly shapes: number[][];
  readonly weights: dg.NestedNumbers[];
  readonly inputs: dg.NestedNumbers[];
  readonly outputs: dg.NestedNumbers[];
  readonly output_names: string[];
  readonly count: number;
  readonly summary: string[];
}

const { models } = loadFixture<{ models: Record<string, Described> }>(
  "behaviour/models.json",
);

/** Sums of a few terms in each of a handful of layers. */
const TERMS = 500;

function read({ config, weights }: Described): dg.Model {
  using _scope = new dg.Scope();
  const model = dg.Model.fromConfig(config.config);
  model.setWeights(weights.map((one) => dg.tensor(one)));
  return model;
}

async function compare(
  model: dg.Model,
  { inputs, outputs }: Described,
): Promise<void> {
  const x = inputs.map((one) => dg.tensor(one));
  const y = model.apply<dg.Tensor | dg.Tensor[]>(x.length === 1 ? x[0] : x);
  const list = Array.isArray(y) ? y : [y];
  assertEquals(list.length, outputs.length);
  for (const [i, one] of list.entries()) {
    const expected = dg.tensor(outputs[i]);
    assertEquals(one.shape, expected.shape);
    assertClose(await one.data(), [...await expected.data()], {
      terms: TERMS,
      magnitude: 1,
    });
  }
}

for (const [name, one] of Object.entries(models)) {
  Deno.test(`a graph of Keras's is read, with layers and weights in its order: ${name}`, async () => {
    const model = read(one);
    assertEquals(model.layers.map(({ name }) => name), one.layers);
    assertEquals(model.weights.map(({ shape }) => [...shape]), one.shapes);
    assertEquals([...model.outputNames], one.output_names);
    await compare(model, one);
  });

  Deno.test(`what a graph of Keras's is written as gives the same again: ${name}`, async () => {
    const config = JSON.parse(JSON.stringify(read(one).getConfig()));
    const again = dg.Model.fromConfig(config);
    again.setWeights(one.weights.map((weight) => dg.tensor(weight)));
    assertEquals(again.getConfig(), config);
    await compare(again, one);
  });
}

Deno.test("a graph that begins in the middle of another has the layers behind that alone, as in Keras", () => {
  const { Dense } = dg.layers;
  const x = dg.Input({ shape: [3] });
  const hidden = new Dense({ units: 4, name: "h" }).apply(x);
  const last = new Dense({ units: 2, name: "o" });
  const whole = new dg.Model({ inputs: x, outputs: last.apply(hidden) });
  const part = new dg.Model({ inputs: hidden, outputs: last.apply(hidden) });
  assertEquals(part.layers.map(({ name }) => name).slice(1), ["o"]);
  assertEquals(part.weights, last.weights);
  assertEquals(whole.weights.length, 4);
  assertEquals(part.apply(dg.ones([5, 4])).shape, [5, 2]);
  const again = dg.Model.fromConfig(part.getConfig());
  assertEquals(again.weights.length, 2);
});

Deno.test("weights of a layer that is called twice are counted once", () => {
  const { config, count, weights } = models.shared;
  const model = dg.Model.fromConfig(config.config);
  const sizes = model.weights.map(({ size }) => size);
  assertEquals(sizes.reduce((sum, size) => sum + size), count);
  assertEquals(model.weights.length, weights.length);
});

Deno.test("graphs are written as they were when Keras read them", () => {
  const ours = loadFixture<Record<string, unknown>>(
    "behaviour/our_models.json",
  );
  for (const [name, { config }] of Object.entries(models)) {
    const written = dg.Model.fromConfig(config.config).getConfig();
    assertEquals(JSON.parse(JSON.stringify(written)), ours[name]);
  }
});
