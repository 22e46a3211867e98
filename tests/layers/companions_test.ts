/** Conv2D, Dense, Flatten, Reshape and Activation: Keras's answers, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { checkLayer } from "../helpers/check_layer.ts";
import { type FixtureTensor, loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Activation, Conv2D, Dense, Flatten, Reshape } = dg.layers;

const { cases } = loadFixture<{
  cases: {
    layer: string;
    x: FixtureTensor;
    weights: FixtureTensor[];
    y: FixtureTensor;
    grad_out: FixtureTensor;
    dx: FixtureTensor;
    dweights: FixtureTensor[];
  }[];
}>("behaviour/companion_layers.json");

const MADE: Record<string, () => dg.layers.Layer> = {
  "Conv2D(4,3,strides=2,padding=same)": () =>
    new Conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  "Conv2D(2,3,padding=same,dilation_rate=2)": () =>
    new Conv2D({ filters: 2, kernelSize: 3, padding: "same", dilationRate: 2 }),
  "Conv2D(6,3,groups=3,padding=same)": () =>
    new Conv2D({ filters: 6, kernelSize: 3, padding: "same", groups: 3 }),
  "Dense(5)": () => new Dense({ units: 5 }),
  "Flatten()": () => new Flatten(),
};

const toTensor = ({ data, shape }: FixtureTensor) => dg.tensor(data, shape);

forEachBackend("outputs and gradients are Keras's", async () => {
  for (const [name, make] of Object.entries(MADE)) {
    const one = cases.find(({ layer }) => layer === name);
    if (!one) throw new Error(`no case ${name}`);
    const layer = make();
    const x = toTensor(one.x);
    layer.ensureBuilt(x.shape);
    layer.setWeights(one.weights.map(toTensor));
    const upstream = toTensor(one.grad_out);
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(dg.mul(layer.apply(x), upstream)),
      [x, ...layer.trainableVariables],
    );
    const actual = [layer.apply(x), ...gradients];
    const expected = [one.y, one.dx, ...one.dweights];
    assertEquals(actual.length, expected.length);
    for (const [i, { shape, data }] of expected.entries()) {
      assertEquals(actual[i].shape, shape);
      // Keras's answers passed through float32.
      const how = { terms: 40, eps: 2 ** -23, magnitude: 4 };
      assertClose(await actual[i].read(), data, how);
    }
  }
});

Deno.test("their derivatives and configs are right, and they leak nothing", async () => {
  const image = [2, 5, 4, 4];
  const base = { filters: 4, kernelSize: [3, 2] } as const;
  const layers: [() => dg.layers.Layer, number[]][] = [
    [() => new Conv2D({ ...base, strides: 2, activation: "tanh" }), image],
    [
      () =>
        new Conv2D({
          ...base,
          groups: 2,
          padding: "same",
          dataFormat: "channels_first",
        }),
      [2, 4, 3, 2],
    ],
    [() => new Dense({ units: 2, useBias: false }), [2, 3, 2, 2]],
    [() => new Reshape({ targetShape: [-1, 3] }), [2, 4, 3]],
    [() => new Flatten({ dataFormat: "channels_first" }), [2, 2, 3, 2]],
    [() => new Activation({ activation: "softplus" }), [2, 3]],
  ];
  for (const [make, shape] of layers) await checkLayer(make, shape);
});

Deno.test("configs have Keras's keys", () => {
  const common = ["name", "trainable", "dtype"];
  const conv = new Conv2D({ filters: 1, kernelSize: 1 }).getConfig();
  assertEquals(
    new Set(Object.keys(conv)),
    new Set([
      ...common,
      ...["filters", "kernel_size", "strides", "padding"],
      ...["data_format", "dilation_rate", "groups", "activation", "use_bias"],
      ...["kernel_initializer", "bias_initializer"],
      ...["kernel_regularizer", "bias_regularizer", "activity_regularizer"],
      ...["kernel_constraint", "bias_constraint"],
    ]),
  );
  const dense = new Dense({ units: 1 }).getConfig();
  assertEquals(
    new Set(Object.keys(dense)),
    new Set([
      ...common,
      ...["units", "activation", "use_bias"],
      ...["kernel_initializer", "bias_initializer"],
      ...["kernel_regularizer", "bias_regularizer"],
      ...["kernel_constraint", "bias_constraint", "quantization_config"],
    ]),
  );
  const reshape = new Reshape({ targetShape: [2, -1], name: "r" }).getConfig();
  assertEquals(Object.keys(reshape), [...common, "target_shape"]);
  assertEquals(reshape.target_shape, [2, -1]);
});

forEachBackend("Flatten gives channels last, whatever comes", async () => {
  const x = dg.reshape(dg.arange(12), [1, 2, 3, 2]);
  const last = new Flatten().apply(x);
  const first = new Flatten({ dataFormat: "channels_first" })
    .apply(dg.transpose(x, [0, 3, 1, 2]));
  assertEquals([...await first.data()], [...await last.data()]);
  assertEquals(new Flatten().apply(dg.ones([4])).shape, [4, 1]);
  assertEquals(new Flatten().computeOutputShape([3, null, 2]), [3, null]);
});

Deno.test("Reshape infers one size, of an empty batch too", () => {
  const layer = new Reshape({ targetShape: [-1, 2], name: "r" });
  assertEquals(layer.apply(dg.zeros([0, 6])).shape, [0, 3, 2]);
  assertEquals(layer.computeOutputShape([null, null]), [null, null, 2]);
  assertThrows(
    () => layer.apply(dg.zeros([2, 3])),
    dg.ShapeError,
    'Cannot apply Reshape "r": expected an input that targetShape [-1, 2] has as many elements as, received [2, 3]',
  );
  for (const targetShape of [[2, -1, -1], [2.5], [-2]]) {
    assertThrows(
      () => new Reshape({ targetShape }),
      dg.ValueError,
      "expected targetShape",
    );
  }
});

Deno.test("what Conv2D and Dense refuse, they name", () => {
  assertThrows(
    () => new Conv2D({ filters: 3, kernelSize: 1, groups: 2 }),
    dg.ValueError,
    "expected filters to be a multiple of groups, received filters 3 and groups 2",
  );
  assertThrows(
    () =>
      new Conv2D({ filters: 3, kernelSize: 1, strides: 2, dilationRate: 2 }),
    dg.ValueError,
    "expected strides > 1 without dilationRate > 1",
  );
  const conv = new Conv2D({ filters: 2, kernelSize: 5, groups: 2, name: "c" });
  assertThrows(
    () => conv.apply(dg.zeros([1, 4, 4, 2])),
    dg.ValueError,
    "expected an input of at least 5 cells for kernelSize 5",
  );
  assertThrows(
    () => conv.apply(dg.zeros([1, 5, 5, 3])),
    dg.ShapeError,
    'Cannot build Conv2D "c": expected the channels of the input to be a multiple of groups 2, received 3',
  );
  const dense = new Dense({ units: 2, name: "d" });
  assertThrows(
    () => dense.apply(dg.zeros([3])),
    dg.ShapeError,
    'Cannot apply Dense "d": expected input with at least 2 axes, received [3]',
  );
  dense.apply(dg.zeros([1, 3]));
  assertThrows(
    () => dense.apply(dg.zeros([1, 4])),
    dg.ShapeError,
    'Cannot apply Dense "d": expected axis -1 of the input to have size 3, received [1, 4]',
  );
});
