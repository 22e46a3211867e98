/** What tf.keras 2 of its several years wrote in other words: configs, calls in graphs, states of optimizers. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel } from "@decograd/decograd/saving";
import { writeZip } from "../../data/zip.ts";
import { emptyGroup, makeGroup } from "../../saving/hdf5/tree.ts";
import { writeHdf5 } from "../../saving/hdf5/write.ts";
import { assertClose } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
} from "../helpers/fixtures.ts";
import { type Config, dense, file, part } from "./older_file.ts";
import { fileOf, predict } from "./saved.ts";

const SHAPE = { batch_input_shape: [null, 3] };
const INPUT = {
  ...part("InputLayer", { ...SHAPE, dtype: "float32", name: "in" }),
  name: "in",
  inbound_nodes: [],
};

async function outputOf(bytes: Uint8Array): Promise<number[]> {
  const model = await loadModel(bytes);
  return [...await model.apply(dg.ones([1, 3])).data()];
}

Deno.test("ops of TensorFlow in a graph are the ops of Keras 3", async () => {
  const { x, outputs } = loadFixture<
    { x: FixtureTensor[]; outputs: (FixtureTensor & { name: string })[] }
  >("saving/tf_ops.json");
  const model = await loadModel(fileOf("tf_ops.h5"));
  const predictions = await predict(model, x);
  assertEquals(predictions.length, outputs.length);
  outputs.forEach((expected, i) => {
    const magnitude = Math.max(...numbersOf(expected).map(Math.abs), 1);
    assertClose(predictions[i], numbersOf(expected), { terms: 16, magnitude });
  });
});

Deno.test("an op of TensorFlow that Keras 3 has not, or not so, is refused by its name", async () => {
  const model = (name: string, given: Config) =>
    file(
      part("Functional", {
        name: "m",
        layers: [INPUT, {
          ...part("TFOpLambda", { name: "op", function: name }),
          name: "op",
          inbound_nodes: [["in", 0, 0, given]],
        }],
        input_layers: [["in", 0, 0]],
        output_layers: [["op", 0, 0]],
      }),
      {},
    );
  const wrong: [string, Config, string][] = [
    ["math.bessel_i0", {}, 'received "TFOpLambda math.bessel_i0"'],
    [
      "linalg.matmul",
      { b: ["in", 0, 0], transpose_b: true },
      'Cannot read op: expected a call of tf.linalg.matmul that Keras 3 has an operation for, received {"transpose_b":true}',
    ],
    ["cast", { dtype: "int32" }, 'received {"dtype":"int32"}'],
  ];
  for (const [name, given, message] of wrong) {
    const bytes = await model(name, given);
    await assertRejects(() => loadModel(bytes), RangeError, message);
  }
});

Deno.test("a Sequential is a list of layers, or knows its input from its first layer or by itself", async () => {
  const layer = dense("dense", 2, SHAPE);
  for (
    const config of [
      [layer],
      { name: "s", layers: [layer] },
      { name: "s", layers: [dense("dense", 2)], build_input_shape: [null, 3] },
    ]
  ) {
    const bytes = await file(part("Sequential", config), { dense: [[3, 2]] });
    assertEquals(await outputOf(bytes), [3, 3]);
  }
});

Deno.test("calls of models in graphs are counted from the one that made them", async () => {
  const inner = {
    ...part("Sequential", {
      name: "inner",
      layers: [part("InputLayer", { ...SHAPE, name: "x" }), dense("d", 3)],
    }),
    name: "inner",
    inbound_nodes: [[["in", 0, 0, {}]], [["inner", 1, 0, {}]]],
  };
  const graph = {
    ...part("Model", {
      name: "graph",
      layers: [INPUT, {
        ...dense("e", 2),
        name: "e",
        inbound_nodes: [[["in", 0, 0, {}]]],
      }],
      input_layers: [["in", 0, 0]],
      output_layers: [["e", 0, 0]],
    }),
    name: "graph",
    inbound_nodes: [[["inner", 2, 0, {}]]],
  };
  const bytes = await file(
    part("Model", {
      name: "m",
      layers: [INPUT, inner, graph],
      input_layers: [["in", 0, 0]],
      output_layers: [["graph", 1, 0]],
    }),
    { inner: [[3, 3]], graph: [[3, 2]] },
  );
  assertEquals(await outputOf(bytes), [27, 27]);
});

Deno.test("types of initializers, arrays of NumPy and reductions by default are read", async () => {
  const glorot = part("GlorotUniform", { seed: null, dtype: "float32" });
  const bytes = await file(
    part("Sequential", {
      name: "s",
      layers: [
        dense("dense", 2, { ...SHAPE, kernel_initializer: glorot }),
        part("ReLU", {
          name: "r",
          max_value: { type: "ndarray", value: 2.5 },
          negative_slope: 0,
          threshold: 0,
        }),
      ],
    }),
    { dense: [[3, 2]] },
    {
      loss: part("BinaryCrossentropy", {
        reduction: "auto",
        name: "b",
        from_logits: true,
        fn: "binary_crossentropy",
      }),
      optimizer_config: part("Custom>SGD", {
        name: "SGD",
        learning_rate: 0.5,
        is_legacy_optimizer: false,
      }),
    },
  );
  assertEquals(await outputOf(bytes), [2.5, 2.5]);
  const { compileOptions, optimizer } = await loadModel(bytes);
  const loss = compileOptions?.loss as dg.losses.BinaryCrossentropy;
  assertEquals([loss.reduction, loss.fromLogits], [
    "sum_over_batch_size",
    true,
  ]);
  assertEquals(optimizer.learningRate, 0.5);
});

Deno.test("what Adam has kept is read in the order of either year, with a rate or without", async () => {
  const kernel = [3, 2], bias = [2];
  const states: (readonly [string, readonly number[], number])[][] = [
    [
      ["training/Adam/iter:0", [], 7],
      ["training/Adam/dense/kernel/m:0", kernel, 1],
      ["training/Adam/dense/bias/m:0", bias, 2],
      ["training/Adam/dense/kernel/v:0", kernel, 3],
      ["training/Adam/dense/bias/v:0", bias, 4],
    ],
    [
      ["iteration:0", [], 7],
      ["learning_rate:0", [], 0.25],
      ["Adam/m/dense/kernel:0", kernel, 1],
      ["Adam/v/dense/kernel:0", kernel, 3],
      ["Adam/m/dense/bias:0", bias, 2],
      ["Adam/v/dense/bias:0", bias, 4],
    ],
  ];
  for (const state of states) {
    const bytes = await file(
      part("Sequential", { name: "s", layers: [dense("dense", 2, SHAPE)] }),
      { dense: [[3, 2]] },
      {
        loss: "mse",
        optimizer_config: part("Adam", {
          name: "Adam",
          learning_rate: 0.25,
          decay: 0,
        }),
      },
      state,
    );
    const { optimizer } = await loadModel(bytes);
    const kept = await optimizer.getState();
    assertEquals(kept.map(({ data }) => data[0]), [7, 0.25, 1, 3, 2, 4]);
  }
});

Deno.test("half precision becomes single, and is told", async () => {
  const bytes = await file(
    part("Sequential", {
      name: "s",
      layers: [
        dense("dense", 2, {
          ...SHAPE,
          dtype: part("Policy", { name: "mixed_float16" }),
        }),
      ],
    }),
    { dense: [[3, 2]] },
  );
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    assertEquals(await outputOf(bytes), [3, 3]);
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings.length, 1);
  assertEquals(
    warnings[0].startsWith("A model of mixed_float16 computes in float32 here"),
    true,
  );
});

Deno.test(".keras of TensorFlow 2.12 to 2.15 has older words too", async () => {
  const weights = emptyGroup();
  const group = makeGroup(weights, "layers/dense/vars");
  group.arrays.set("0", { shape: [3, 2], data: new Float32Array(6).fill(1) });
  group.arrays.set("1", { shape: [2], data: new Float32Array(2) });
  const json = (name: string, value: unknown) => ({
    name,
    bytes: new TextEncoder().encode(JSON.stringify(value)),
  });
  const bytes = await writeZip([
    json("metadata.json", { keras_version: "2.13.1" }),
    json("config.json", {
      ...part("Sequential", {
        name: "s",
        layers: [
          part("InputLayer", { ...SHAPE, name: "x" }),
          dense("dense", 2),
          part("LeakyReLU", { name: "l", alpha: 0.5 }),
        ],
      }),
      compile_config: {
        optimizer: part("Custom>Adam", {
          name: "Adam",
          learning_rate: 0.5,
          jit_compile: false,
          is_legacy_optimizer: false,
        }),
        loss: "mse",
      },
    }),
    { name: "model.weights.h5", bytes: await writeHdf5("write", weights) },
  ], false);
  assertEquals(await outputOf(bytes), [3, 3]);
  assertEquals((await loadModel(bytes)).optimizer.learningRate, 0.5);
});
