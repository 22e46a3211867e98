import { assert, assertEquals, assertThrows } from "@std/assert";
import { shuffledBatches, takeRows } from "@decograd/decograd/data";

function order(size: number, seed: number): number[] {
  return [...shuffledBatches({ size, batchSize: 7, seed })]
    .flatMap((indices) => [...indices]);
}

Deno.test("shuffledBatches gives each index once", () => {
  for (const size of [0, 1, 7, 50]) {
    assertEquals(
      order(size, 3).toSorted((a, b) => a - b),
      [...Array(size).keys()],
    );
  }
});

Deno.test("shuffledBatches gives the same order to the same seed alone", () => {
  assertEquals(order(50, 1), order(50, 1));
  for (const seed of [2, 0, 1 + 2 ** 32]) {
    assert(order(50, 1).join() !== order(50, seed).join());
  }
});

Deno.test("shuffledBatches puts every item everywhere about as often", () => {
  const counts = Array.from({ length: 5 }, () => new Array(5).fill(0));
  const trials = 5000;
  for (let seed = 0; seed < trials; seed++) {
    order(5, seed).forEach((item, place) => counts[item][place]++);
  }
  // Each count is binomial: five standard deviations around a fifth.
  const spread = 5 * Math.sqrt(trials * 0.2 * 0.8);
  for (const count of counts.flat()) {
    assert(Math.abs(count - trials / 5) < spread, `${count}`);
  }
});

Deno.test("shuffledBatches keeps the last batch unless asked", () => {
  const options = { size: 10, batchSize: 4, seed: 0 };
  const lengths = (batches: Iterable<Uint32Array>) =>
    [...batches].map((indices) => indices.length);
  assertEquals(lengths(shuffledBatches(options)), [4, 4, 2]);
  const dropRemainder = true;
  assertEquals(lengths(shuffledBatches({ ...options, dropRemainder })), [4, 4]);
});

Deno.test("shuffledBatches refuses wrong options at once", () => {
  const good = { size: 10, batchSize: 4, seed: 0 };
  for (
    const wrong of [{ size: -1 }, { batchSize: 0 }, { seed: 1.5 }, {
      seed: NaN,
    }]
  ) {
    const name = Object.keys(wrong)[0];
    assertThrows(
      () => shuffledBatches({ ...good, ...wrong }),
      RangeError,
      `expected ${name} to be an integer`,
    );
  }
});

Deno.test("takeRows keeps the kind of array and the order asked for", () => {
  const data = Uint8Array.of(0, 1, 10, 11, 20, 21);
  assertEquals(takeRows(data, 2, [2, 0]), Uint8Array.of(20, 21, 0, 1));
  assertEquals(
    takeRows(new Float32Array([1, 2]), 1, Uint32Array.of(1)),
    new Float32Array([2]),
  );
  assertThrows(() => takeRows(data, 0, [0]), RangeError, "rowSize");
});

Deno.test("takeRows refuses what is the index of no row", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  for (const index of [3, -1, 0.5, 2.5, NaN, Infinity, "1", null, undefined]) {
    assertThrows(
      () => takeRows(data, 2, [0, index as number]),
      RangeError,
      "expected an integer, 0 to 2, received",
    );
  }
  assertThrows(() => takeRows(data, 2, [, 1] as number[]), RangeError);
  assertThrows(
    () => takeRows(new Float32Array(0), 2, [0]),
    RangeError,
    "expected no index, for there are no rows",
  );
  assertEquals(takeRows(new Float32Array(0), 2, []), new Float32Array(0));
});

Deno.test("takeRows refuses data that are no whole rows", () => {
  assertThrows(
    () => takeRows(new Float32Array(7), 2, [0]),
    RangeError,
    "expected data of whole rows of 2 values, received 7 values",
  );
});
