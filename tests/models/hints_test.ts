/** What is given by mistake is told with what to write instead; what is over leaves nothing behind. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

function made(units = 1): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units, inputShape: [2] }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}

function* batches(): Generator<dg.BatchTuple> {
  yield [dg.ones([2, 2]), dg.ones([2, 1])];
}

Deno.test("a function that makes batches is told how to be handed over", async () => {
  const model = made();
  for (const f of [model.fit, model.evaluate]) {
    await assertRejects(
      async () => await Reflect.apply(f, model, [batches, { verbose: 0 }]),
      TypeError,
      "received the function batches (new data.Dataset(f) goes through what",
    );
  }
  const { epoch } = await model.fit(
    new dg.data.Dataset(batches) as dg.BatchSource,
    { epochs: 2, verbose: 0 },
  );
  assertEquals(epoch, [0, 1]);
});

Deno.test("a Dataset of tensors is told how to be batched", async () => {
  const dataset = new dg.data.Dataset<unknown>([dg.ones([2])]).batch(2);
  await assertRejects(
    () => Array.fromAsync(dataset),
    TypeError,
    "received Tensor object (of a tensor x, { shape: x.shape, data: await",
  );
});

Deno.test("a step of no samples is refused", async () => {
  const model = made(), x = dg.ones([0, 2]), y = dg.ones([0, 1]);
  const message = "expected at least one sample, received none";
  for (const f of [model.trainOnBatch, model.testOnBatch]) {
    assertThrows(() => f.call(model, x, y), dg.ShapeError, message);
  }
  assertEquals(model.predictOnBatch(x).shape, [0, 1]);
  const source = new dg.data.Dataset([[x, y]]) as dg.BatchSource;
  await assertRejects(
    () => model.fit(source, { verbose: 0 }),
    dg.ShapeError,
    message,
  );
});

Deno.test("the weight of a class that targets have not is refused", async () => {
  const model = made(3), x = [[1, 2], [3, 4]], y = [[1, 0, 0], [0, 1, 0]];
  await assertRejects(
    () => model.fit(x, y, { verbose: 0, classWeight: { 0: 1, 3: 2 } }),
    dg.ValueError,
    "expected classes below 3, for the targets have so many, received 3",
  );
});

Deno.test("names are counted in a program, and from the beginning again after clearSession", () => {
  const names = () =>
    [1, 2].map(() => [
      new dg.metrics.Precision().name,
      new dg.layers.Dense({ units: 1 }).name,
    ]);
  dg.clearSession();
  const first = names();
  assertEquals(first, [["precision", "dense"], ["precision_1", "dense_1"]]);
  assertEquals(names()[0], ["precision_2", "dense_2"]);
  dg.clearSession();
  assertEquals(names(), first);
});

forEachBackend(
  "a model that is disposed leaves nothing, of its compilation neither",
  async (backend) => {
    const before = backend.bytesInUse;
    const model = made();
    await model.fit([[1, 2]], [[1]], { verbose: 0 });
    model[Symbol.dispose]();
    assertEquals(backend.bytesInUse, before);
    // An optimizer of one's own may be wanted elsewhere.
    const optimizer = new dg.optimizers.SGD({ momentum: 0.9 });
    const other = made();
    other.compile({ optimizer, loss: "mse" });
    await other.fit([[1, 2]], [[1]], { verbose: 0 });
    other[Symbol.dispose]();
    assertEquals(optimizer.iterations, 1);
    optimizer[Symbol.dispose]();
  },
);
