/** Layers against Keras's own answers: outputs, gradients and weights after a call, some of them in training. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose, FLOAT32_EPS } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

/** A layer of Keras, called once. */
interface Case {
  readonly layer: string;
  readonly object: dg.layers.SerializedObject;
  readonly training: boolean;
  readonly inputs: FixtureTensor[];
  readonly weight_names: string[];
  readonly weights: FixtureTensor[];
  readonly y: FixtureTensor;
  readonly grad_out: FixtureTensor;
  readonly dx: (FixtureTensor | null)[];
  readonly dweights: (FixtureTensor | null)[];
  readonly weights_after: FixtureTensor[];
  readonly losses?: FixtureTensor[];
}

// The second has options that are seldom used.
const cases = [
  "catalogue_layers",
  "layer_options",
  "more_layers",
  "volumes",
  "volumes_torch",
].flatMap((
  name,
) => loadFixture<{ cases: Case[] }>(`behaviour/${name}.json`).cases);
const classes = [...new Set(cases.map(({ layer }) => layer))];

async function check(
  what: string,
  actual: dg.Tensor,
  expected: FixtureTensor,
): Promise<void> {
  assertEquals([...actual.shape], expected.shape, what);
  const magnitude = expected.data.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  const eps = actual.backend.name === "reference" ? 1e-8 : FLOAT32_EPS;
  // Some hundred operations lie between the input and the result.
  const rounding = { terms: 400, eps, magnitude };
  try {
    assertClose(await actual.read(), expected.data, rounding);
  } catch (error) {
    throw new Error(`${what}: ${(error as Error).message}`);
  }
}

async function run(one: Case, bytesInUse: () => number): Promise<void> {
  const before = bytesInUse();
  {
    using layer = dg.layers.deserialize(one.object);
    const what = `${one.layer} "${layer.name}"`;
    assertEquals(layer.getConfig(), one.object.config, what);
    const inputs = one.inputs.map(tensorOf);
    const [first, ...others] = inputs.map(({ shape }) => shape);
    layer.ensureBuilt(first, ...others);
    const names = layer.weights.map(({ name }) => name);
    assertEquals(names, one.weight_names, what);
    const weights = one.weights.map(tensorOf);
    layer.setWeights(weights);
    const direction = tensorOf(one.grad_out);
    const { training } = one;
    const x = inputs.length > 1 ? inputs : inputs[0];
    let output: dg.Tensor | undefined;
    const slots = [...inputs, ...layer.weights];
    const { value, gradients } = dg.valueAndGrad(() => {
      using scope = new dg.Scope();
      output = layer.apply(x, { training }).retain();
      return scope.keep(dg.sum(dg.mul(output, direction)));
    }, slots);
    const shape = layer.computeOutputShape(first, ...others);
    assertEquals([...shape], one.y.shape, what);
    await check(`${what}: output`, output!, one.y);
    const expected = [...one.dx, ...one.dweights];
    for (const [i, gradient] of gradients.entries()) {
      const wanted = expected[i];
      if (wanted) await check(`${what}: gradient ${i}`, gradient, wanted);
    }
    const after = layer.getWeights();
    for (const [i, weight] of after.entries()) {
      await check(`${what}: ${names[i]} after`, weight, one.weights_after[i]);
    }
    const losses = one.losses ? layer.losses : [];
    for (const [i, loss] of losses.entries()) {
      await check(`${what}: loss ${i}`, loss, one.losses![i]);
    }
    const all = [...inputs, ...weights, ...gradients, ...after, ...losses];
    for (const one of [...all, direction, value, output!]) {
      one[Symbol.dispose]();
    }
  }
  assertEquals(bytesInUse() - before, 0, `${one.layer}: bytes in use`);
}

for (const name of classes) {
  forEachBackend(`${name} computes what Keras does`, async (backend) => {
    for (const one of cases.filter(({ layer }) => layer === name)) {
      await run(one, () => backend.bytesInUse);
    }
  });
}

/** A layer called in another program, whose config is not written down. */
interface Companion {
  readonly layer: string;
  readonly training: boolean;
  readonly x: FixtureTensor;
  readonly weights: FixtureTensor[];
  readonly y: FixtureTensor;
  readonly grad_out: FixtureTensor;
  readonly dx: FixtureTensor;
  readonly dweights: (FixtureTensor | null)[];
  readonly weights_after: FixtureTensor[];
}

const { cases: companions } = loadFixture<{ cases: Companion[] }>(
  "behaviour/companion_layers.json",
);
const L = dg.layers;

// Without AveragePooling2D with padding "same": these answers are those of Keras on PyTorch, which repeats the border where
// the padding is uneven. On TensorFlow, and here, the mean is that of the cells inside (see catalogue_layers.json).
const MADE: Readonly<Record<string, () => dg.layers.Layer>> = {
  "BatchNormalization()": () => new L.BatchNormalization(),
  "GroupNormalization(groups=3)": () => new L.GroupNormalization({ groups: 3 }),
  "MaxPooling2D()": () => new L.MaxPooling2D(),
  "MaxPooling2D(3,strides=2,padding=same)": () =>
    new L.MaxPooling2D({ poolSize: 3, strides: 2, padding: "same" }),
  "GlobalAveragePooling2D()": () => new L.GlobalAveragePooling2D(),
  "UpSampling2D(2,bilinear)": () =>
    new L.UpSampling2D({ size: 2, interpolation: "bilinear" }),
  "ZeroPadding2D((1,2))": () => new L.ZeroPadding2D({ padding: [1, 2] }),
  "Conv2D(4,3,strides=2,padding=same)": () =>
    new L.Conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  "Conv2D(2,3,padding=same,dilation_rate=2)": () =>
    new L.Conv2D({
      filters: 2,
      kernelSize: 3,
      padding: "same",
      dilationRate: 2,
    }),
  "Conv2D(6,3,groups=3,padding=same)": () =>
    new L.Conv2D({ filters: 6, kernelSize: 3, padding: "same", groups: 3 }),
  "Dense(5)": () => new L.Dense({ units: 5 }),
  "Flatten()": () => new L.Flatten(),
};

forEachBackend("outputs, gradients and statistics are Keras's", async () => {
  let checked = 0;
  for (const one of companions) {
    const make = Object.hasOwn(MADE, one.layer) && MADE[one.layer];
    if (!make) continue;
    checked++;
    const layer = make();
    const x = tensorOf(one.x);
    layer.ensureBuilt(x.shape);
    layer.setWeights(one.weights.map(tensorOf));
    const { training } = one;
    const output = dg.noGrad(() => layer.apply(x, { training }));
    layer.setWeights(one.weights.map(tensorOf));
    const upstream = tensorOf(one.grad_out);
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(dg.mul(layer.apply(x, { training }), upstream)),
      [x, ...layer.weights],
    );
    const actual = [output, ...layer.getWeights(), ...gradients];
    const expected = [one.y, ...one.weights_after, one.dx, ...one.dweights];
    assertEquals(actual.length, expected.length);
    for (const [i, wanted] of expected.entries()) {
      if (!wanted) continue;
      assertEquals(actual[i].shape, wanted.shape);
      // Keras's answers passed through float32.
      const how = { terms: 40, eps: 2 ** -23, magnitude: 4 };
      assertClose(await actual[i].read(), wanted.data, how);
    }
  }
  assertEquals(checked, 13);
});
