/** Datasets in fit, evaluate and predict. */

import { assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Dataset } = dg.data;

const images = {
  shape: [10, 2, 2],
  data: Uint8Array.from({ length: 40 }, (_, i) => 37 * i),
};
const targets = {
  shape: [10, 1],
  data: Float32Array.from({ length: 10 }, (_, i) => i / 10),
};
const weights = Float32Array.from({ length: 10 }, (_, i) => 1 + i % 3);
const samples = Dataset.fromTensorSlices(images, targets, weights);
const quiet = { verbose: 0 } as const;

function compiled(): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Rescaling({ scale: 1 / 255 }),
    new dg.layers.Flatten(),
    new dg.layers.Dense({
      units: 1,
      kernelInitializer: new dg.initializers.GlorotUniform({ seed: 1 }),
    }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}

async function bits(model: dg.Sequential): Promise<number[][]> {
  return await Promise.all(
    model.getWeights().map(async (one) => [...await one.data()]),
  );
}

forEachBackend(
  "fit with a Dataset gives the bits of fit with arrays in their order",
  async () => {
    const byArrays = compiled(), byDataset = compiled();
    const history = await byArrays.fit(images, targets, {
      ...quiet,
      shuffle: false,
      batchSize: 4,
      epochs: 3,
      sampleWeight: weights,
      validationData: [images, targets],
    });
    const same = await byDataset.fit(samples.batch(4).prefetch(2), null, {
      ...quiet,
      epochs: 3,
      validationData: Dataset.fromTensorSlices(images, targets).batch(4),
    });
    assertEquals(same.history, history.history);
    assertEquals(await bits(byDataset), await bits(byArrays));
  },
);

Deno.test("evaluate and predict take a Dataset as they take arrays", async () => {
  const model = compiled();
  const options = { ...quiet, batchSize: 3 };
  assertEquals(
    await model.evaluate(samples.batch(3), null, quiet),
    await model.evaluate(images, targets, {
      ...options,
      sampleWeight: weights,
    }),
  );
  const inputs = Dataset.fromTensorSlices(images).batch(3);
  using predicted = await model.predict(inputs, quiet);
  using expected = await model.predict(images, options);
  assertEquals(predicted.shape, [10, 1]);
  assertEquals(await predicted.data(), await expected.data());
});

Deno.test("several inputs are a list, as zip makes it", async () => {
  const a = dg.Input({ shape: [2] }), b = dg.Input({ shape: [2] });
  const sum = new dg.layers.Add().apply([a, b]);
  const model = new dg.Model({ inputs: [a, b], outputs: sum });
  model.compile({ loss: "mse", optimizer: "sgd" });
  const rows = { shape: [3, 2], data: Int8Array.of(1, 2, 3, 4, 5, 6) };
  const doubled = { shape: [3, 2], data: Int8Array.of(2, 4, 6, 8, 10, 12) };
  const batches = Dataset.zip(
    Dataset.fromTensorSlices(rows, rows),
    Dataset.fromTensorSlices(doubled),
  ).batch(2);
  assertEquals(await model.evaluate(batches, null, quiet), 0);
});

Deno.test("an epoch has as many steps as the Dataset has batches, or as are asked for", async () => {
  const model = compiled();
  const steps: (number | null)[] = [];
  let count = 0;
  const callbacks = [
    new dg.callbacks.LambdaCallback({
      onTrainBatchEnd: () => void count++,
      onEpochEnd: () => void steps.push(count),
    }),
  ];
  const options = { ...quiet, epochs: 2, callbacks };
  await model.fit(samples.batch(4), null, options);
  assertEquals(steps, [3, 6]);
  const endless = samples.batch(4).repeat();
  await model.fit(endless, null, { ...options, stepsPerEpoch: 2 });
  assertEquals(steps.slice(2), [8, 10]);
  await assertRejects(
    () => model.fit(endless, null, options),
    dg.ValueError,
    "expected a number of steps",
  );
});

Deno.test("an error in a map ends fit and closes the source", async () => {
  let closed = 0;
  const failing = new Dataset(function* () {
    try {
      for (let i = 0;; i++) yield i;
    } finally {
      closed++;
    }
  }).map((i) => {
    if (i === 5) throw new RangeError("no sample 5");
    return [images, targets] as const;
  });
  const model = compiled();
  await assertRejects(
    () => model.fit(failing.prefetch(2), null, quiet),
    RangeError,
    "no sample 5",
  );
  assertEquals(closed, 1);
  assertEquals(model.optimizer.iterations, 5);
});

Deno.test("what is no batch is refused, with what would make one", async () => {
  const model = compiled();
  const numbers = Dataset.fromTensorSlices([1, 2], [3, 4]);
  await assertRejects(
    () => model.fit(Object(numbers), null, quiet),
    TypeError,
    "batch(size) of a Dataset makes them",
  );
});

Deno.test("batches of typed arrays are batches, also of generators and of streams", async () => {
  const list = [0, 1].map((i) =>
    [
      { shape: [2, 2, 2], data: images.data.subarray(8 * i, 8 * i + 8) },
      targets.data.subarray(2 * i, 2 * i + 2),
      weights.subarray(2 * i, 2 * i + 2),
    ] as const
  );
  const sources = [
    () => new Set(list),
    () => list.values(),
    async function* () {
      yield* list;
    },
    () => ReadableStream.from(list),
  ];
  const trained: number[][][] = [];
  for (const source of sources) {
    const model = compiled();
    await model.fit(source(), null, quiet);
    trained.push(await bits(model));
  }
  const model = compiled();
  const [x, y, w] = [
    { shape: [4, 2, 2], data: images.data.subarray(0, 16) },
    targets.data.subarray(0, 4),
    weights.subarray(0, 4),
  ];
  const options = { ...quiet, shuffle: false, batchSize: 2, sampleWeight: w };
  await model.fit(x, y, options);
  for (const one of trained) assertEquals(one, await bits(model));
});

Deno.test("lists in lists are gone through as often with a share to validate as without", async () => {
  const readsOf = async (validationSplit: number): Promise<number> => {
    let reads = 0;
    const list = [0, 1, 2, 3].map((i) => {
      const row = [i];
      Object.defineProperty(row, 0, { get: () => (reads++, i) });
      return row;
    });
    const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.fit(list, list, { ...quiet, validationSplit });
    return reads;
  };
  const once = await readsOf(0);
  assertEquals(once > 0, true);
  assertEquals(await readsOf(0.5), once);
});
