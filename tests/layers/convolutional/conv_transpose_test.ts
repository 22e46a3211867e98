/** Conv2DTranspose against what Keras answers: configs, losses, shapes. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { checkDataFormats, testLayers } from "../../helpers/check_layer.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

const { Conv1DTranspose, Conv2DTranspose } = dg.layers;
type Options = dg.layers.Conv2DTransposeOptions;
type Config = dg.layers.Config;

const oracle = loadFixture<{
  configs: { default: Config; full: Config };
  layer_losses: {
    x: FixtureTensor;
    kernel: FixtureTensor;
    bias: FixtureTensor;
    y: FixtureTensor;
    losses: number[];
  }[];
}>("behaviour/layer.json");

/** Keras's config, of float64 layers without a name, as one of float32 has it. */
function inFloat32(config: Config, name: string): Config {
  const dtype = {
    module: "keras",
    class_name: "DTypePolicy",
    config: { name: "float32" },
    registered_name: null,
  };
  return { ...config, name, dtype };
}

Deno.test("configs are Keras's own, key by key", () => {
  const plain = new Conv2DTranspose({ filters: 4, kernelSize: 3, name: "a" });
  const full = new Conv2DTranspose({
    name: "b",
    filters: 8,
    kernelSize: [3, 5],
    strides: [2, 1],
    padding: "same",
    outputPadding: [1, 0],
    dataFormat: "channels_first",
    activation: "leaky_relu",
    kernelInitializer: "he_normal",
    biasInitializer: new dg.initializers.Constant({ value: 0.1 }),
    kernelRegularizer: new dg.regularizers.L1L2({ l1: 1e-4, l2: 1e-3 }),
    biasRegularizer: new dg.regularizers.L2({ l2: 0.01 }),
    activityRegularizer: new dg.regularizers.L2({ l2: 1e-5 }),
    kernelConstraint: new dg.constraints.MaxNorm({
      maxValue: 2,
      axis: [0, 1, 2],
    }),
    biasConstraint: "non_neg",
    trainable: false,
  });
  const expected = [
    inFloat32(oracle.configs.default, "a"),
    inFloat32(oracle.configs.full, "b"),
  ];
  for (const [i, layer] of [plain, full].entries()) {
    const config = layer.getConfig();
    assertEquals(config, expected[i]);
    assertEquals(
      Conv2DTranspose.fromConfig(JSON.parse(JSON.stringify(config)))
        .getConfig(),
      config,
    );
  }
});

Deno.test("older configs are read, and what they ask for beyond us is refused", () => {
  const legacy = {
    name: "up",
    trainable: true,
    batch_input_shape: [null, 7, 7, 4],
    dtype: "float32",
    filters: 2,
    kernel_size: [3, 3],
    strides: [2, 2],
    padding: "same",
    output_padding: null,
    data_format: "channels_last",
    groups: 1,
    kernel_initializer: { class_name: "GlorotUniform", config: { seed: null } },
  };
  const layer = Conv2DTranspose.fromConfig(legacy);
  assertEquals(layer.inputShape, [null, 7, 7, 4]);
  assertEquals(layer.strides, [2, 2]);
  assertThrows(
    () => Conv2DTranspose.fromConfig({ ...legacy, groups: 2 }),
    dg.ValueError,
    "expected groups to be 1, received 2",
  );
  assertThrows(
    () => Conv2DTranspose.fromConfig({ ...legacy, dtype: "mixed_bfloat16" }),
    dg.ValueError,
    'expected dtype "float32" or "mixed_float16", received "mixed_bfloat16"',
  );
});

Deno.test("functions of the user's own come back by name", () => {
  function half(x: dg.Tensor): dg.Tensor {
    return dg.mul(x, 0.5);
  }
  const config = new Conv2DTranspose({
    filters: 1,
    kernelSize: 2,
    activation: half,
  }).getConfig();
  assertThrows(
    () => Conv2DTranspose.fromConfig(config),
    dg.ValueError,
    "Cannot find activation: expected one that is known",
  );
  const layer = Conv2DTranspose.fromConfig(config, { half });
  assertEquals(layer.activation, half);
});

forEachBackend(
  "losses and outputs are Keras's, the activity's first",
  async () => {
    const made: Partial<Options>[] = [
      {
        activation: "relu",
        activityRegularizer: new dg.regularizers.L2({ l2: 0.01 }),
      },
      {
        kernelRegularizer: new dg.regularizers.L1({ l1: 0.1 }),
        biasRegularizer: new dg.regularizers.L2({ l2: 0.5 }),
        activityRegularizer: new dg.regularizers.L1({ l1: 0.2 }),
      },
    ];
    for (const [i, one] of oracle.layer_losses.entries()) {
      const layer = new Conv2DTranspose({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        ...made[i],
      });
      const x = dg.tensor(one.x.data, one.x.shape);
      layer.build(x.shape);
      layer.setWeights(
        [one.kernel, one.bias].map((w) => dg.tensor(w.data, w.shape)),
      );
      const y = layer.apply(x);
      assertEquals(y.shape, one.y.shape);
      // Keras's answers passed through float32.
      const eps = 2 ** -23;
      assertClose(await y.read(), one.y.data, { terms: 18, eps, magnitude: 8 });
      const losses = await Promise.all(layer.losses.map((loss) => loss.item()));
      assertClose(losses, one.losses, { terms: one.y.data.length, eps });
    }
  },
);

forEachBackend("channels first computes what channels last does", async () => {
  const options = {
    filters: 3,
    kernelSize: [2, 3],
    strides: [2, 1],
    activation: "softmax",
    biasInitializer: new dg.initializers.RandomNormal({ seed: 3 }),
    kernelInitializer: new dg.initializers.RandomNormal({ seed: 4 }),
  } as const;
  const x = dg.randomNormal([2, 4, 5, 2], { seed: 1 });
  const last = new Conv2DTranspose({ ...options, activation: null });
  const first = new Conv2DTranspose({
    ...options,
    activation: null,
    dataFormat: "CHANNELS_FIRST",
  });
  const y = first.apply(dg.transpose(x, [0, 3, 1, 2]));
  assertEquals(y.shape, [2, 3, 8, 7]);
  assertEquals(first.kernel.shape, last.apply(x) && last.kernel.shape);
  assertEquals(
    [...await dg.transpose(y, [0, 2, 3, 1]).read()],
    [...await last.apply(x).read()],
  );
});

Deno.test("output shapes leave open what the input leaves open", () => {
  const options = { filters: 3, kernelSize: 4, strides: 2 } as const;
  const last = new Conv2DTranspose(options);
  assertEquals(last.computeOutputShape([null, 5, null, 2]), [
    null,
    12,
    null,
    3,
  ]);
  const first = new Conv2DTranspose({
    ...options,
    dataFormat: "channels_first",
    padding: "SAME",
  });
  assertEquals(first.computeOutputShape([2, null, null, 7]), [2, 3, null, 14]);
});

forEachBackend("an empty batch gives an empty batch", async () => {
  const layer = new Conv2DTranspose({
    filters: 3,
    kernelSize: 2,
    activityRegularizer: "l2",
  });
  const y = layer.apply(dg.zeros([0, 4, 4, 2]));
  assertEquals(y.shape, [0, 5, 5, 3]);
  assertEquals(await layer.losses[0].item(), 0);
});

Deno.test("without a bias there is none to read", () => {
  const layer = new Conv2DTranspose({
    filters: 3,
    kernelSize: 2,
    useBias: false,
    name: "bare",
  });
  for (const read of [() => layer.kernel, () => layer.bias]) {
    assertThrows(read, ReferenceError, "expected it to be built");
  }
  layer.build([null, 4, 4, 2]);
  assertEquals(layer.weights.map(({ path }) => path), ["bare/kernel"]);
  assertEquals(layer.bias, null);
});

forEachBackend("channels first over one axis too", async () => {
  await checkDataFormats(
    (dataFormat) =>
      new Conv1DTranspose({
        filters: 2,
        kernelSize: 3,
        strides: 2,
        dataFormat,
      }),
    [2, 7, 3],
  );
});

Deno.test("over one axis the same is refused as over two", () => {
  const options = { filters: 3, kernelSize: 2 };
  assertThrows(
    () => new Conv1DTranspose({ ...options, outputPadding: 1 }),
    dg.ValueError,
    "outputPadding to be strictly less than strides",
  );
  assertThrows(
    () => new Conv1DTranspose({ ...options, padding: "causal" as "same" }),
    dg.ValueError,
    "padding",
  );
  const config = { filters: 3, kernel_size: [2], groups: 2 };
  assertThrows(
    () => Conv1DTranspose.fromConfig(config),
    dg.ValueError,
    "expected groups to be 1, received 2",
  );
});

const shape = [2, 3, 2, 2];
const base = { filters: 3, kernelSize: [3, 2] } as const;

testLayers([
  [
    () => new Conv1DTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
    [2, 3, 2],
  ],
  [
    () =>
      new Conv2DTranspose({
        ...base,
        strides: [2, 3],
        padding: "same",
        outputPadding: [1, 0],
        activation: "tanh",
        activityRegularizer: "l2",
        kernelRegularizer: "l2",
      }),
    shape,
  ],
  [
    () =>
      new Conv2DTranspose({
        ...base,
        dilationRate: [1, 2],
        dataFormat: "channels_first",
        useBias: false,
      }),
    shape,
  ],
]);
