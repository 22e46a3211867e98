/** Models by the policy "mixed_float16": what is stored as which, how they train, and where they are refused. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { openBackend } from "../../backends/mod.ts";
import { loadModel, saveModel } from "@decograd/decograd/saving";
import { assertClose } from "../helpers/assert_close.ts";
import { CheckedBackend } from "../helpers/checked_backend.ts";
import { inFolder } from "../helpers/folder.ts";
import { HalfBackend } from "../helpers/half_backend.ts";
import { testOn } from "../helpers/missing_backend.ts";
import { randomData } from "../helpers/random_data.ts";

const { Conv2D, Conv2DTranspose, Dense, Embedding, Flatten } = dg.layers;
const MIXED = { dtype: "mixed_float16" } as const;

/** Runs `f` on a backend of its own, by a policy. */
async function on<T>(
  backend: dg.Backend,
  policy: dg.layers.DTypePolicy,
  f: () => T | Promise<T>,
): Promise<T> {
  await dg.setBackend(backend);
  dg.layers.setDtypePolicy(policy);
  try {
    return await f();
  } finally {
    dg.layers.setDtypePolicy("float32");
    await dg.setBackend("wasm");
  }
}

function fusing(): dg.Backend {
  return new FusingBackend(new CheckedBackend(new HalfBackend()));
}

/** A small net with what training knows of: convolutions both ways, statistics, folds, a head of float32. */
function makeNet(): dg.Sequential {
  const model = new dg.Sequential([
    new Conv2D({
      filters: 4,
      kernelSize: 3,
      padding: "same",
      inputShape: [4, 4, 2],
    }),
    new dg.layers.BatchNormalization(),
    new dg.layers.ReLU(),
    new dg.layers.MaxPooling2D({ poolSize: 2 }),
    new Conv2DTranspose({
      filters: 3,
      kernelSize: 2,
      strides: 2,
      activation: "relu",
    }),
    new Flatten(),
    new Dense({ units: 3, activation: "softmax", dtype: "float32" }),
  ]);
  model.build([null, 4, 4, 2]);
  using _scope = new dg.Scope();
  model.setWeights(
    model.weights.map(({ value }, i) =>
      dg.tensor(randomData(value.size, i).map((x) => 0.3 * x), value.shape)
    ),
  );
  return model;
}

/** Losses of some steps, the weights behind them, and the model. */
async function train(steps: number) {
  const model = makeNet();
  model.compile({
    optimizer: new dg.optimizers.SGD({ learningRate: 0.1 }),
    loss: "categorical_crossentropy",
    metrics: ["accuracy"],
  });
  const x = dg.tensor(randomData(6 * 32, 5), [6, 4, 4, 2]);
  const y = dg.oneHot(dg.tensor([0, 1, 2, 0, 1, 2]), 3);
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    losses.push((await model.trainOnBatch(x, y)).loss as number);
  }
  const weights = await Promise.all(
    model.weights.map((one) => one.value.data()),
  );
  return { losses, weights: weights.flatMap((one) => [...one]), model };
}

Deno.test("a policy says what a layer computes in, and is part of its config", () => {
  const layer = new Dense({ units: 2, ...MIXED });
  const { dtype, variableDtype, computeDtype, dtypePolicy } = layer;
  assertEquals([dtype, variableDtype, computeDtype, dtypePolicy], [
    ...["float32", "float32", "float16", "mixed_float16"],
  ]);
  const config = layer.getConfig();
  assertEquals(Object(config.dtype).config, { name: "mixed_float16" });
  assertEquals(Dense.fromConfig(config).getConfig(), config);
  dg.layers.setDtypePolicy("mixed_float16");
  try {
    assertEquals(dg.layers.dtypePolicy(), "mixed_float16");
    assertEquals(new Flatten().computeDtype, "float16");
    assertEquals(new Flatten({ dtype: "float32" }).computeDtype, "float32");
  } finally {
    dg.layers.setDtypePolicy("float32");
  }
  assertThrows(
    () => dg.layers.setDtypePolicy("float16" as "float32"),
    dg.ValueError,
    'Cannot set the dtype policy: expected "float32" or "mixed_float16", received "float16"',
  );
});

for (const name of ["wasm", "reference", "blas"] as const) {
  testOn(name, `${name} refuses float16 before anything is built`, async () => {
    const backend = await openBackend(name);
    await on(backend, "float32", () => {
      const { bytesInUse } = backend;
      const model = new dg.Sequential([
        new Dense({ units: 2 }),
        new Dense({ units: 3, name: "narrow", ...MIXED }),
      ]);
      assertThrows(
        () => model.apply(dg.zeros([0, 3])),
        dg.DeviceError,
        `narrow": expected a backend that stores float16 for dtype "mixed_float16", which is "webgpu" where the adapter has "shader-f16", received "${name}"`,
      );
      assertEquals(model.weights, []);
      assertEquals(backend.bytesInUse, bytesInUse);
    });
    backend[Symbol.dispose]();
  });
}

Deno.test("inputs, weights and outputs of a call are float16, and variables float32", () =>
  on(fusing(), "mixed_float16", async () => {
    const seen: string[] = [];
    class Own extends dg.layers.Layer {
      kernel!: dg.layers.Variable;
      override build(inputShape: dg.layers.PartialShape): void {
        this.kernel = this.addWeight({ name: "kernel", shape: [3, 2] });
        super.build(inputShape);
      }
      override call(x: dg.Tensor): dg.Tensor {
        seen.push(x.dtype, this.kernel.value.dtype);
        return x.matmul(this.kernel).sum({ axis: 0 });
      }
    }
    const layer = new Own(), x = dg.ones([4, 3]);
    assertEquals(layer.apply(x).dtype, "float16");
    assertEquals(seen, ["float16", "float16"]);
    assertEquals(layer.kernel.value.dtype, "float32");
    layer.kernel.assign(dg.ones([3, 2]).cast("float16"));
    assertEquals(layer.kernel.value.dtype, "float32");
    // Indices beyond 2048 are no numbers of float16.
    const table = new Embedding({ inputDim: 4100, outputDim: 1 });
    const rows = table.apply(dg.tensor([4097]));
    const wanted = table.embeddings.value.at(4097).cast("float16");
    assertEquals([rows.dtype, ...await rows.data()], [
      "float16",
      ...await wanted.data(),
    ]);
    // A model hands on what it is given, and what its last layer gives.
    assertEquals(makeNet().apply(dg.zeros([1, 4, 4, 2])).dtype, "float32");
  }));

Deno.test("a .keras file keeps the policy where float16 is stored, and is read as float32 elsewhere", () =>
  inFolder(async (folder) => {
    const path = `${folder}/mixed.keras`, x = randomData(2 * 32, 5);
    const outputOf = async (
      model: dg.Sequential,
    ) => [...await model.apply(dg.tensor(x, [2, 4, 4, 2])).data()];
    const read = async () => await loadModel(path) as dg.Sequential;
    const policies = ({ layers }: dg.Sequential) =>
      layers.map(({ dtypePolicy }) => dtypePolicy);
    await on(fusing(), "mixed_float16", async () => {
      const model = makeNet();
      await saveModel(model, path);
      dg.layers.setDtypePolicy("float32");
      const copy = await read();
      assertEquals(policies(copy), policies(model));
      assertEquals(copy.layers[0].computeDtype, "float16");
      assertEquals(await outputOf(copy), await outputOf(model));
    });
    const { warn } = console, said: string[] = [];
    console.warn = (text: string) => said.push(text);
    try {
      assertEquals(new Set(policies(await read())), new Set(["float32"]));
    } finally {
      console.warn = warn;
    }
    assertEquals(said.length, 1);
  }));

Deno.test("activations take half the bytes", async () => {
  const bytes = (policy: dg.layers.DTypePolicy) =>
    on(fusing(), policy, () => {
      const layer = new Conv2D({ filters: 8, kernelSize: 1 });
      const x = dg.zeros([1, 16, 16, 4]);
      layer.apply(x)[Symbol.dispose]();
      const before = dg.getBackend().bytesInUse;
      layer.apply(x);
      return dg.getBackend().bytesInUse - before;
    });
  const [wide, narrow] = [await bytes("float32"), await bytes("mixed_float16")];
  assertEquals(wide, 8 * 16 * 16 * 8);
  assertEquals(narrow, wide / 2);
});

Deno.test("a loss scale goes with the policy, unless compile is told otherwise", () =>
  on(fusing(), "mixed_float16", async () => {
    const { LossScaleOptimizer, SGD } = dg.optimizers;
    const { model } = await train(1);
    assert(model.optimizer instanceof LossScaleOptimizer);
    const own = new LossScaleOptimizer({ innerOptimizer: new SGD() });
    model.compile({ optimizer: own, loss: "mse" });
    assertEquals(model.optimizer, own);
    model.compile({ optimizer: "sgd", loss: "mse", autoScaleLoss: false });
    assert(!(model.optimizer instanceof LossScaleOptimizer));
    dg.layers.setDtypePolicy("float32");
    const wide = makeNet();
    wide.compile({ optimizer: "sgd", loss: "mse" });
    assert(!(wide.optimizer instanceof LossScaleOptimizer));
  }));

Deno.test("a step whose gradients leave the range is skipped, and the scale halved", () =>
  on(fusing(), "mixed_float16", async () => {
    const model = new dg.Sequential([new Dense({ units: 1, useBias: false })]);
    const optimizer = new dg.optimizers.LossScaleOptimizer({
      innerOptimizer: new dg.optimizers.SGD({ learningRate: 1e-3 }),
      initialScale: 2 ** 16,
    });
    model.compile({ optimizer, loss: "mse" });
    const x = dg.ones([2, 3]), y = dg.tensor([[9], [9]]);
    model.build([null, 3]);
    const before = [...await model.weights[0].value.data()];
    await model.trainOnBatch(x, y);
    assertEquals([...await model.weights[0].value.data()], before);
    const scaled = () => optimizer.scaleLoss(dg.tensor(1)).item();
    assertEquals(await scaled(), 2 ** 15);
    for (let i = 0; i < 8; i++) await model.trainOnBatch(x, y);
    assert((await model.weights[0].value.data())[0] !== before[0]);
    assert(await scaled() < 2 ** 15);
  }));

Deno.test("training is the same fused and not, learns, and keeps weights of float32", async () => {
  const [alone, fused] = [
    await on(new HalfBackend(), "mixed_float16", () => train(12)),
    await on(fusing(), "mixed_float16", () => train(12)),
  ];
  assertEquals(fused.losses, alone.losses);
  assertEquals(fused.weights, alone.weights);
  assert(fused.losses[11] < fused.losses[0] - 0.02, `${fused.losses}`);
  for (const { value } of fused.model.weights) {
    assertEquals(value.dtype, "float32");
  }
  const wide = await on(new HalfBackend(), "float32", () => train(12));
  assert(wide.weights.some((one, i) => one !== fused.weights[i]));
  assertClose(fused.losses, wide.losses, { terms: 100, eps: 2 ** -11 });
});

testOn("webgpu", "the graphics card trains as the oracle does", async () => {
  const backend = await openBackend("webgpu");
  try {
    if (!backend.traits?.hasFloat16) return;
    const here = await on(backend, "mixed_float16", () => train(2));
    const there = await on(new HalfBackend(), "mixed_float16", () => train(2));
    // Sums that end between two numbers of float16 may be rounded to either.
    const rounding = { terms: 4, eps: 2 ** -13 };
    assertClose(here.losses, there.losses, rounding);
    assertClose(here.weights, there.weights, { ...rounding, magnitude: 0.3 });
  } finally {
    backend[Symbol.dispose]();
  }
});
