/** Datasets: order, seeds, and that nothing is made before it is asked for. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Dataset } from "@decograd/decograd/data";

function all<T>(dataset: Dataset<T>): Promise<T[]> {
  return Array.fromAsync(dataset);
}

/** 0, 1, 2 ... without end; tells what it has made and how often it was closed. */
function counting() {
  const told = { made: 0, begun: 0, closed: 0 };
  const dataset = new Dataset(async function* () {
    told.begun++;
    try {
      for (let i = 0;; i++) {
        told.made++;
        yield i;
        await Promise.resolve();
      }
    } finally {
      told.closed++;
    }
  }, { cardinality: Infinity });
  return { dataset, told };
}

function upTo(count: number): Dataset<number> {
  return new Dataset([...Array(count).keys()]);
}

Deno.test("map, filter, take, skip and repeat keep the order", async () => {
  const mapped = upTo(6)
    .map((i) => Promise.resolve(10 * i))
    .filter((i) => i !== 20);
  assertEquals(await all(mapped), [0, 10, 30, 40, 50]);
  assertEquals(await all(mapped.skip(1).take(2)), [10, 30]);
  assertEquals(await all(upTo(2).repeat(2)), [0, 1, 0, 1]);
  assertEquals(await all(upTo(2).repeat().take(5)), [0, 1, 0, 1, 0]);
  assertEquals(await all(upTo(2).repeat(0)), []);
  assertEquals(await all(upTo(0).repeat()), []);
  assertEquals(await all(upTo(2).take(0)), []);
  assertEquals(await all(upTo(2).skip(3)), []);
});

Deno.test("shares are as large as each other, and together what there was but for a rest", async () => {
  for (const size of [1, 2, 3]) {
    for (const dataset of [upTo(8), upTo(8).filter(() => true)]) {
      const shares = await Promise.all(
        [...Array(size).keys()].map((rank) =>
          all(dataset.shard({ rank, size }))
        ),
      );
      const most = 8 - 8 % size;
      const expected = shares.map((_, rank) =>
        [...Array(most).keys()].filter((one) => one % size === rank)
      );
      assertEquals(shares, expected);
    }
    assertEquals(
      upTo(8).shard({ rank: 0, size }).cardinality,
      Math.floor(8 / size),
    );
  }
  const shuffled = () => upTo(8).shuffle({ seed: 3 });
  const [even, odd] = await Promise.all(
    [0, 1].map((rank) => all(shuffled().shard({ rank, size: 2 }).batch(2))),
  );
  const whole = (await all(shuffled().batch(4))).map(({ data }) => [...data]);
  assertEquals(
    even.map((batch, i) => [...batch.data, ...odd[i].data].sort()),
    whole.map((batch) => batch.sort()),
  );
  assertThrows(() => upTo(2).shard({ rank: 2, size: 2 }), RangeError);
});

Deno.test("zip ends with the shortest and closes the others; concatenate goes on with the next", async () => {
  const { dataset, told } = counting();
  const letters = new Dataset(["a", "b"]);
  const zipped = Dataset.zip(dataset, letters);
  assertEquals(await all(zipped), [[0, "a"], [1, "b"]]);
  assertEquals(told.closed, 1);
  assertEquals(await all(letters.concatenate(upTo(2))), ["a", "b", 0, 1]);
});

Deno.test("the cardinality is told where it is known", () => {
  const { dataset: endless } = counting();
  const five = upTo(5);
  assertEquals(
    [
      five.map((i) => i),
      five.filter(() => true),
      five.batch(2),
      five.batch(2, { dropRemainder: true }),
      five.repeat(3),
      five.repeat(),
      endless.repeat(0),
      endless.take(3),
      endless.skip(3),
      five.skip(9),
      Dataset.zip(endless, five),
      five.concatenate(endless),
      five.shuffle({ seed: 1 }).prefetch(1).cache(),
      new Dataset(() => [1]),
    ].map(({ cardinality }) => cardinality),
    [5, null, 3, 2, 15, Infinity, 0, 3, Infinity, 0, 5, Infinity, 5, null],
  );
});

Deno.test("split parts as Keras does, and refuses an empty part", async () => {
  const [left, right] = upTo(5).split(0.5);
  assertEquals([await all(left), await all(right)], [[0, 1], [2, 3, 4]]);
  assertEquals(upTo(5).split(4).map((part) => part.cardinality), [4, 1]);
  assertEquals(upTo(7).split(0.5)[0].cardinality, 4);
  const { dataset } = counting();
  for (const size of [0, 5, -1, 1.5, NaN, 0.01, 0.99]) {
    assertThrows(
      () => upTo(5).split(size),
      RangeError,
      "Cannot split a Dataset",
    );
  }
  assertThrows(() => dataset.split(0.5), RangeError, "not known how many");
});

Deno.test("the same seed gives the same orders, another one each pass", async () => {
  const make = (options = {}) => upTo(20).shuffle({ seed: 3, ...options });
  const one = make(), other = make();
  const passes = [await all(one), await all(one), await all(one)];
  assertEquals([await all(other), await all(other), await all(other)], passes);
  assertEquals(new Set(passes.map(String)).size, 3);
  for (const pass of passes) {
    assertEquals(pass.toSorted((a, b) => a - b), await all(upTo(20)));
  }
  assertEquals(await all(make({ initialPass: 2 })), passes[2]);
  const same = make({ reshuffleEachIteration: false });
  assertEquals([await all(same), await all(same)], [passes[0], passes[0]]);
  assert(String(await all(upTo(20).shuffle({ seed: 4 }))) !== `${passes[1]}`);
});

Deno.test("shuffle puts every element everywhere about as often", async () => {
  const shuffled = upTo(5).shuffle({ seed: 0 });
  const counts = Array.from({ length: 5 }, () => new Array(5).fill(0));
  const trials = 2000;
  for (let pass = 0; pass < trials; pass++) {
    (await all(shuffled)).forEach((item, place) => counts[item][place]++);
  }
  // Each count is binomial: five standard deviations around a fifth.
  const spread = 5 * Math.sqrt(trials * 0.2 * 0.8);
  for (const count of counts.flat()) {
    assert(Math.abs(count - trials / 5) < spread, `${count}`);
  }
});

Deno.test("a buffer holds back no element for longer than it is large", async () => {
  const { dataset, told } = counting();
  const drawn = await all(dataset.shuffle({ seed: 1, bufferSize: 4 }).take(50));
  assertEquals(told.made, 53);
  drawn.forEach((element, place) => assert(element <= place + 3));
  assertEquals(
    await all(upTo(5).shuffle({ seed: 1, bufferSize: 1 })),
    [0, 1, 2, 3, 4],
  );
  assertThrows(() => dataset.shuffle({ seed: 1 }), RangeError, "bufferSize");
});

Deno.test("nothing is made before it is asked for, nor more than is asked for", async () => {
  const { dataset, told } = counting();
  let mapped = 0;
  const derived = dataset
    .map((i) => (mapped++, i))
    .filter((i) => i % 2 === 0)
    .batch(2)
    .take(2);
  assertEquals(told, { made: 0, begun: 0, closed: 0 });
  const batches = await all(derived);
  assertEquals(batches.map(({ data }) => [...data]), [[0, 2], [4, 6]]);
  assertEquals([told.made, mapped], [7, 7]);
  assertEquals(told.closed, 1);
});

Deno.test("whoever stops closes the source, through every stage", async () => {
  const { dataset, told } = counting();
  const derived = Dataset.zip(
    dataset.shuffle({ seed: 1, bufferSize: 2 }).map((i) => i).cache(),
    upTo(9).repeat(),
  ).skip(1).batch(2).concatenate(upTo(1)).repeat(2).prefetch(2);
  for await (const _ of derived) break;
  assertEquals([told.begun, told.closed], [1, 1]);
});

Deno.test("an error in a map reaches the consumer, and closes the source", async () => {
  for (const wait of [1, 3]) {
    const { dataset, told } = counting();
    const seen: number[] = [];
    const failing = dataset.map((i) => {
      if (i === 3) throw new RangeError("three");
      return i;
    }).prefetch(wait);
    const run = async () => {
      for await (const i of failing) seen.push(i);
    };
    await assertRejects(run, RangeError, "three");
    assertEquals(seen, [0, 1, 2]);
    assertEquals([told.begun, told.closed], [1, 1]);
  }
});

Deno.test("prefetch makes the next elements while one is used, and no further ones", async () => {
  const { dataset, told } = counting();
  const pass = dataset.prefetch(2)[Symbol.asyncIterator]();
  assertEquals((await pass.next()).value, 0);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(told.made, 3);
  assertEquals((await pass.next()).value, 1);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(told.made, 4);
  await pass.return(undefined);
  assertEquals(told.closed, 1);
  assertEquals(await all(upTo(3).prefetch(9)), [0, 1, 2]);
});

Deno.test("cache asks once, and not for a pass that was left", async () => {
  let made = 0;
  const cached = upTo(3).map((i) => (made++, i)).cache();
  for await (const _ of cached) break;
  assertEquals(made, 1);
  for (let pass = 0; pass < 3; pass++) {
    assertEquals(await all(cached), [0, 1, 2]);
  }
  assertEquals(made, 4);
});

Deno.test("an iterator can be gone through once, and says so", async () => {
  const once = new Dataset([1, 2].values());
  assertEquals(await all(once), [1, 2]);
  await assertRejects(() => all(once), TypeError, "hand over the function");
});

Deno.test("counts, functions and sources of the wrong kind are refused at once", () => {
  const five = upTo(5);
  const wrong: [() => unknown, string][] = [
    [() => five.batch(0), "size"],
    [() => five.take(-1), "count"],
    [() => five.skip(0.5), "count"],
    [() => five.repeat(NaN), "count"],
    [() => five.prefetch(0), "count"],
    [() => five.shuffle({ seed: -1 }), "seed"],
    [() => five.shuffle(JSON.parse("{}")), "seed"],
    [() => five.map(JSON.parse("1")), "a function"],
    [() => five.filter(JSON.parse("1")), "a function"],
    [() => five.concatenate(JSON.parse("[]")), "a Dataset"],
    [() => Dataset.zip(JSON.parse("[]")), "a Dataset"],
    [() => Dataset.zip(), "a Dataset"],
    [() => new Dataset(JSON.parse('"text"')), "an iterable"],
    [() => new Dataset([], { cardinality: -1 }), "cardinality"],
  ];
  for (const [call, says] of wrong) assertThrows(call, Error, says);
});
