/** Sequential: when it is built, what it refuses, how it is written down. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkLayer } from "../helpers/check_layer.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Activation, Conv2DTranspose, Dense, InputLayer, Reshape } = dg.layers;
const { Sequential } = dg;

function makeDecoder(options: { inputShape?: number[] } = {}) {
  return new Sequential([
    new Dense({ units: 2 * 2 * 4, activation: "relu", name: "in", ...options }),
    new Reshape({ targetShape: [2, 2, 4], name: "image" }),
    new Conv2DTranspose({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: "same",
      name: "up",
      kernelRegularizer: "l2",
    }),
  ], { name: "decoder" });
}

const PATHS = [
  "decoder/in/kernel",
  "decoder/in/bias",
  "decoder/up/kernel",
  "decoder/up/bias",
];

Deno.test("a Sequential is built at once if its first layer says the input", () => {
  const model = makeDecoder({ inputShape: [6] });
  assertEquals(model.built, true);
  assertEquals(model.inputShape, [null, 6]);
  assertEquals(model.outputShape, [null, 4, 4, 3]);
  assertEquals(model.weights.map(({ path }) => path), PATHS);
});

Deno.test("else it is built by its first call", () => {
  const model = makeDecoder();
  assertEquals([model.built, model.inputShape, model.outputShape], [
    false,
    null,
    null,
  ]);
  assertEquals(model.apply(dg.ones([5, 6])).shape, [5, 4, 4, 3]);
  assertEquals(model.weights.map(({ path }) => path), PATHS);
  assertEquals(model.apply(dg.ones([7, 6])).shape, [7, 4, 4, 3]);
});

Deno.test("or by build, for which the input must be what was said", () => {
  const model = makeDecoder();
  model.build([null, 6]);
  assertEquals(model.weights.map(({ path }) => path), PATHS);
  assertThrows(
    () => makeDecoder({ inputShape: [6] }).build([null, 7]),
    dg.ShapeError,
    'Cannot build Sequential "decoder": expected input [null, 6], received [null, 7]',
  );
  assertThrows(
    () => new Sequential([], { name: "none" }).build([null, 7]),
    dg.ValueError,
    'Cannot build Sequential "none": expected at least one layer',
  );
});

Deno.test("layers are added and taken away", () => {
  const model = new Sequential([new InputLayer({ shape: [3] })]);
  model.add(new Dense({ units: 4, name: "a" }));
  assertEquals(model.outputShape, [null, 4]);
  model.add(new Dense({ units: 2, name: "b" }));
  assertEquals(model.outputShape, [null, 2]);
  assertEquals(model.weights.length, 4);
  assertEquals(model.pop().name, "b");
  assertEquals(model.outputShape, [null, 4]);
  assertEquals(model.layers.map(({ name }) => name), ["a"]);
  model.pop();
  assertThrows(() => model.pop(), dg.ValueError, "at least one layer");
});

Deno.test("what is no layer, or has a name that is taken, is refused", () => {
  const model = new Sequential([], { name: "m" });
  assertThrows(
    () => model.add(3 as unknown as dg.layers.Layer),
    dg.ValueError,
    'Cannot add a layer to Sequential "m": expected a layer, received 3',
  );
  model.add(new Dense({ units: 1, name: "a" }));
  assertThrows(
    () => model.add(new Dense({ units: 1, name: "a" })),
    dg.ValueError,
    'expected unique names, received "a" again',
  );
  assertThrows(
    () => model.add(new InputLayer({ shape: [3] })),
    dg.ValueError,
    "expected an InputLayer at the beginning only",
  );
  assertThrows(() => new InputLayer({}), dg.ValueError, "received neither");
});

Deno.test("models nest, and losses and weights are found in all of them", () => {
  const model = new Sequential([
    makeDecoder(),
    new Sequential([new Activation({ activation: "tanh" })], { name: "end" }),
  ], { name: "outer" });
  assertEquals(model.apply(dg.ones([2, 6])).shape, [2, 4, 4, 3]);
  assertEquals(
    model.weights.map(({ path }) => path),
    PATHS.map((path) => `outer/${path}`),
  );
  assertEquals(model.losses.length, 1);
  model.trainable = false;
  assertEquals([model.losses, model.trainableVariables], [[], []]);
});

Deno.test("the config is Keras's, and makes the same model", () => {
  for (const model of [makeDecoder(), makeDecoder({ inputShape: [6] })]) {
    const config = JSON.parse(JSON.stringify(model.getConfig()));
    const copy = Sequential.fromConfig(config);
    assertEquals(copy.built, model.built);
    assertEquals(copy.getConfig(), model.getConfig());
    assertEquals(
      copy.weights.map(({ path }) => path),
      model.built ? PATHS : [],
    );
  }
});

Deno.test("a written model has the form of Keras's files", () => {
  const object = dg.layers.serialize(makeDecoder({ inputShape: [6] }));
  const { layers, build_input_shape: shape } = object.config as {
    layers: dg.layers.SerializedLayer[];
    build_input_shape: number[];
  };
  assertEquals(
    [object.module, object.class_name, object.registered_name, shape],
    ["keras", "Sequential", null, [null, 6]],
  );
  assertEquals(object.build_config, { input_shape: [null, 6] });
  assertEquals(
    layers.map((layer) => [
      layer.module,
      layer.class_name,
      layer.build_config?.input_shape,
    ]),
    [
      ["keras.layers", "InputLayer", undefined],
      ["keras.layers", "Dense", [null, 6]],
      ["keras.layers", "Reshape", undefined],
      ["keras.layers", "Conv2DTranspose", [null, 2, 2, 4]],
    ],
  );
  assertEquals((layers[0].config as dg.layers.Config).batch_shape, [null, 6]);
});

Deno.test("configs of tf.keras are read: no modules, the input in the first layer", () => {
  const model = Sequential.fromConfig({
    name: "old",
    layers: [
      {
        class_name: "Dense",
        config: {
          name: "a",
          trainable: true,
          batch_input_shape: [null, 3],
          dtype: "float32",
          units: 2,
        },
      },
      { class_name: "Activation", config: { activation: "relu" } },
    ],
  });
  assertEquals(model.outputShape, [null, 2]);
  assertEquals(model.weights.map(({ path }) => path), [
    "old/a/kernel",
    "old/a/bias",
  ]);
  assertThrows(
    () => Sequential.fromConfig({ name: "x", layers: [{ class_name: "No" }] }),
    dg.ValueError,
    "Cannot find layer: expected one that is known",
  );
});

Deno.test("the summary is a table like Keras's", () => {
  const model = makeDecoder({ inputShape: [6] });
  model.layers[0].trainable = false;
  assertEquals(
    `${model.summary()}`,
    `Model: "decoder"
┏━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━┳━━━━━━━━━┓
┃ Layer (type)         ┃ Output Shape    ┃ Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━╇━━━━━━━━━┩
│ in (Dense)           │ [null, 16]      │     112 │
├──────────────────────┼─────────────────┼─────────┤
│ image (Reshape)      │ [null, 2, 2, 4] │       0 │
├──────────────────────┼─────────────────┼─────────┤
│ up (Conv2DTranspose) │ [null, 4, 4, 3] │     111 │
└──────────────────────┴─────────────────┴─────────┘
 Total params: 223 (892.00 B)
 Trainable params: 111 (444.00 B)
 Non-trainable params: 112 (448.00 B)`,
  );
});

forEachBackend("what a model makes on the way is freed", (backend) => {
  using model = makeDecoder({ inputShape: [6] });
  using x = dg.ones([5, 6]);
  const before = backend.bytesInUse;
  using y = model.apply(x);
  const perElement = backend.name === "reference" ? 8 : 4;
  const [batch, ...sizes] = y.shape;
  const bytes = batch * sizes.reduce((a, b) => a * b) * perElement;
  assertEquals(backend.bytesInUse - before >= bytes, true);
  assertEquals(backend.bytesInUse - before < 2 * bytes, true);
});

Deno.test("Sequential differentiates, keeps its config and leaks nothing", async () => {
  await checkLayer(
    () =>
      new Sequential([
        new Dense({ units: 8, activation: "tanh" }),
        new Reshape({ targetShape: [2, 2, -1] }),
        new Conv2DTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
      ]),
    [2, 3],
  );
});

Deno.test("a Sequential's config loses none of its options, and none is swallowed", () => {
  const model = new Sequential([new Dense({ units: 2 })], {
    name: "model",
    trainable: false,
    activityRegularizer: "l2",
  });
  const config = model.getConfig();
  assertEquals(Sequential.fromConfig(config).getConfig(), config);
  const wrong = {
    dtype: ["float16", "float16"],
    stray: [1, "stray"],
    activity_regularizer: ["none", "none"],
  };
  for (const [name, [value, said]] of Object.entries(wrong)) {
    const read = () => Sequential.fromConfig({ ...config, [name]: value });
    assertThrows(read, Error, `${said}`);
  }
  assertThrows(
    () => Reflect.construct(Sequential, [[], { inputShape: [3] }]),
    dg.ValueError,
    "Cannot make Sequential: expected inputShape to be said by the first layer",
  );
});
