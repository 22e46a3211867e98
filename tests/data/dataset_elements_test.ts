/** Elements of Datasets: the slices of arrays, and how batches are stacked of them. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { Dataset } from "@decograd/decograd/data";

function all<T>(dataset: Dataset<T>): Promise<T[]> {
  return Array.fromAsync(dataset);
}

Deno.test("elements come from arrays, iterables, async iterables and functions", async () => {
  const set = new Set([1, 2]);
  const sources = [
    new Dataset([1, 2]),
    new Dataset(set),
    new Dataset(ReadableStream.from([1, 2])),
    new Dataset(() => [1, 2]),
    new Dataset(function* () {
      yield* [1, 2];
    }),
    new Dataset(set.values()),
    Dataset.fromTensorSlices([1, 2]),
  ];
  for (const source of sources) assertEquals(await all(source), [1, 2]);
});

Deno.test("slices are numbers of lists and typed arrays, and views of rows where there is a shape", async () => {
  assertEquals(
    await all(Dataset.fromTensorSlices(Uint8Array.of(7, 8))),
    [7, 8],
  );
  const data = Uint8Array.of(1, 2, 3, 4);
  const rows = await all(Dataset.fromTensorSlices({ shape: [2, 2], data }));
  assertEquals(rows[1], { shape: [2], data: Uint8Array.of(3, 4) });
  assertEquals(rows[1].data.buffer, data.buffer);
  const nested = [[[1, 2]], [[3, 4]]];
  assertEquals(
    await all(Dataset.fromTensorSlices(nested, [5, 6])),
    [[{ shape: [1, 2], data: Float32Array.of(1, 2) }, 5], [{
      shape: [1, 2],
      data: Float32Array.of(3, 4),
    }, 6]],
  );
});

Deno.test("arrays that do not fit together are refused", () => {
  const from = (...arrays: unknown[]) =>
    Reflect.apply(Dataset.fromTensorSlices, Dataset, arrays);
  const data = new Float32Array(4);
  assertThrows(
    () => from([1], [1, 2]),
    TypeError,
    "as many slices as the first, 1",
  );
  assertThrows(() => from([[1], [1, 2]]), TypeError, "lists of 1");
  assertThrows(
    () => from({ shape: [3], data }),
    TypeError,
    "received 4 values",
  );
  assertThrows(() => from({ shape: [], data }), TypeError, "first axis");
  assertThrows(
    () => from([{ shape: [4], data }]),
    TypeError,
    "an argument of its own",
  );
  assertThrows(() => from(), TypeError, "at least one array");
  const itself: unknown[] = [];
  itself.push(itself);
  assertThrows(() => from(itself), TypeError, "deep");
});

Deno.test("batches are stacked part by part, and keep the kind of arrays", async () => {
  const elements = new Dataset([0, 1, 2].map((i) => ({
    image: { shape: [1, 2], data: Uint8Array.of(i, 2 * i) },
    pair: [Int16Array.of(i), i / 2] as [Int16Array, number],
  })));
  assertEquals(await all(elements.batch(2)), [
    {
      image: { shape: [2, 1, 2], data: Uint8Array.of(0, 0, 1, 2) },
      pair: [{ shape: [2, 1], data: Int16Array.of(0, 1) }, {
        shape: [2],
        data: Float32Array.of(0, 0.5),
      }],
    },
    {
      image: { shape: [1, 1, 2], data: Uint8Array.of(2, 4) },
      pair: [{ shape: [1, 1], data: Int16Array.of(2) }, {
        shape: [1],
        data: Float32Array.of(1),
      }],
    },
  ]);
  const whole = await all(elements.batch(2, { dropRemainder: true }));
  assertEquals(whole.length, 1);
});

Deno.test("elements that differ make no batch", async () => {
  const pairs: [unknown, unknown][] = [
    [1, "a"],
    ["a", "b"],
    [null, null],
    [1, Uint8Array.of(1)],
    [Uint8Array.of(1), Int8Array.of(1)],
    [Uint8Array.of(1), Uint8Array.of(1, 2)],
    [[1], [1, 2]],
    [[1], 1],
    [{ a: 1 }, { b: 1 }],
    [
      { shape: [2, 1], data: new Uint8Array(2) },
      { shape: [1, 2], data: new Uint8Array(2) },
    ],
    [
      { shape: [2], data: new Uint8Array(2) },
      { shape: [2], data: new Uint8Array(3) },
    ],
  ];
  for (const pair of pairs) {
    await assertRejects(
      () => all(new Dataset(pair).batch(2)),
      TypeError,
      "Cannot batch a Dataset: expected",
    );
  }
});

Deno.test("a tensor has no slices before it is read, and the error says how", async () => {
  const x = dg.tensor([[1, 2], [3, 4]]);
  assertThrows(
    () => Dataset.fromTensorSlices(x as never),
    TypeError,
    "(of a tensor x, { shape: x.shape, data: await x.data() }), received Tensor object",
  );
  const read = { shape: x.shape, data: await x.data() };
  const [, second] = await Array.fromAsync(Dataset.fromTensorSlices(read));
  assertEquals([...second.data], [3, 4]);
});
