/** What fit, evaluate, predict and their like are given: refused in words before anything is done, or read. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { CompileOptions } from "../../models/mod.ts";
import { ownMemory } from "../helpers/own_memory.ts";

const x = dg.tensor([[1, 2], [3, 4], [5, 6], [7, 8]]);
const y = dg.tensor([[1], [2], [3], [4]]);
const verbose = 0;

function model(options: CompileOptions = {}): dg.Sequential {
  const layer = new dg.layers.Dense({ units: 1, inputShape: [2] });
  const made = new dg.Sequential([layer]);
  made.compile({ optimizer: "sgd", loss: "mse", ...options });
  return made;
}

function* batches(count: number): Generator<[dg.Tensor, dg.Tensor]> {
  for (let i = 0; i < count; i++) yield [dg.ones([4, 2]), dg.ones([4, 1])];
}

type Call = (model: dg.Sequential) => unknown;

const fits = (options: object): Call => (model) =>
  model.fit(x, y, { verbose, ...options });

const REFUSED: Readonly<Record<string, Call>> = {
  "validationData that is a number": fits({ validationData: 5 }),
  "validationData that is a tensor": fits({ validationData: x }),
  "validationData by name": fits({ validationData: { x, y } }),
  "validationData without targets": fits({ validationData: [x] }),
  "validationData without targets, said": fits({ validationData: [x, null] }),
  "validationData of none": fits({ validationData: [] }),
  "validationData of four": fits({ validationData: [x, y, null, 5] }),
  "classWeight that is a number": fits({ classWeight: 5 }),
  "classWeight that is a map": fits({ classWeight: new Map([[1, 2]]) }),
  "classWeight of a string": fits({ classWeight: { 0: "3" } }),
  "classWeight of no class": fits({ classWeight: { a: 3 } }),
  "several sampleWeights": fits({ sampleWeight: [y, y] }),
  "sampleWeight by name": fits({ sampleWeight: { a: y } }),
  "inputs by no name": (model) => model.fit({}, y, { verbose }),
  "inputs by no name on a batch": (model) => model.trainOnBatch({}, y),
  "a shape of sizes below 0": (model) =>
    model.predict({ shape: [-4, -2], data: new Float32Array(8) }),
  "a shape of half a sample": (model) =>
    model.predict({ shape: [2.5, 2], data: new Float32Array(5) }),
  "two inputs where there is one": (model) => model.fit([x, x], y, { verbose }),
  "a shape that is none": (model) =>
    model.fit({ shape: "ab", data: new Float32Array(8) } as never, y),
  "numbers that are too large": (model) =>
    model.fit({ shape: [4, 2], data: new BigInt64Array(8) } as never, y),
  "targets beside a source": (model) =>
    model.evaluate(batches(1), y, { verbose }),
  "weights beside a source": (model) =>
    model.evaluate(batches(1), null, { verbose, sampleWeight: y }),
  "no batch to train with": (model) => model.fit(batches(0), null, { verbose }),
  "no batch to evaluate": (model) =>
    model.evaluate(batches(0), null, { verbose }),
  "no batch to predict": (model) => model.predict(batches(0), { verbose }),
  "no batch in so many steps": (model) =>
    model.fit(batches(0), null, { verbose, stepsPerEpoch: 3 }),
  "fewer targets on a batch": (model) => model.trainOnBatch(x, dg.ones([1, 1])),
  "fewer weights on a batch": (model) =>
    model.testOnBatch(x, y, { sampleWeight: dg.ones([1]) }),
  "several weights on a batch": (model) =>
    model.trainOnBatch(x, y, { sampleWeight: [y, y] as never }),
  "weights of losses without a loss": (model) =>
    model.compile({ lossWeights: 3 }),
  "a metric that is a number": (model) =>
    model.compile({ loss: "mse", metrics: [5 as never] }),
  "a metric that is not there": (model) =>
    model.compile({ loss: "mse", weightedMetrics: ["nope" as never] }),
};

for (const [what, call] of Object.entries(REFUSED)) {
  Deno.test(`refused before a step: ${what}`, async () => {
    const made = model();
    const before = await made.weights[0].value.data();
    const error = await assertRejects(async () => await call(made), Error);
    const form = /^Cannot [^]+: expected [^]+, received /;
    assert(form.test(error.message), error.message);
    assertEquals(await made.weights[0].value.data(), before);
  });
}

for (const [what, count] of [["fewer", 1], ["more", 3]] as const) {
  Deno.test(`a graph of two inputs refuses ${what}, by fit and by apply`, async () => {
    const inputs = [dg.Input([2]), dg.Input([2])];
    const output = new dg.layers.Add().apply(inputs);
    const graph = new dg.Model(inputs, new dg.layers.Dense(1).apply(output));
    graph.compile({ optimizer: "sgd", loss: "mse" });
    const given = new Array(count).fill(x);
    const said = `expected an array of 2, received ${count}`;
    await assertRejects(
      () => graph.fit(given, y, { verbose }),
      dg.ValueError,
      said,
    );
    assertThrows(() => graph.apply(given), dg.ValueError, said);
  });
}

Deno.test("classes of several outputs have no weights, as in Keras", async () => {
  const input = dg.Input([2]);
  const outputs = [1, 1].map((units) =>
    new dg.layers.Dense(units).apply(input)
  );
  const graph = new dg.Model(input, outputs);
  graph.compile({ optimizer: "sgd", loss: "mse" });
  const classWeight = { 0: 2 };
  await assertRejects(
    () => graph.fit(x, [y, y], { verbose, classWeight }),
    dg.ValueError,
    "expected a model with one output, received targets of 2",
  );
});

for (
  const told of [3, dg.tensor(3), { loss: "3" }, { loss: null }, [], new Map()]
) {
  Deno.test(`a step may not tell ${Deno.inspect(told)}`, async () => {
    class Own extends dg.Sequential {
      override trainStep(): never {
        return told as never;
      }
    }
    const made = new Own([new dg.layers.Dense({ units: 1 })]);
    made.compile();
    const message = "expected a step to return nothing, or tensors and numbers";
    const fit = () => made.fit(x, y, { verbose });
    await assertRejects(fit, TypeError, message);
    const train = async () => await made.trainOnBatch(x, y);
    await assertRejects(train, TypeError, message);
  });
}

Deno.test("a step may be async: the next batch waits for it, and what it makes before it waits lives as long", async () => {
  await using own = await ownMemory();
  const data = [dg.ones([4, 2]), dg.ones([4, 1])] as const;
  const said: string[] = [];
  class Own extends dg.Sequential {
    override async trainStep({ x: batch }: dg.Batch) {
      said.push("begun");
      const square = batch.square();
      await Promise.resolve();
      said.push("over");
      using scope = new dg.Scope();
      return { loss: scope.keep(square.mean()) };
    }
  }
  const made = new Own([new dg.layers.Dense({ units: 1 })]);
  made.compile();
  const { history } = await made.fit(...data, {
    ...{ epochs: 2, batchSize: 2, verbose },
  });
  assertEquals(history, { loss: [1, 1] });
  assertEquals(said, Array(4).fill(["begun", "over"]).flat());
  const bytes = own.backend.bytesInUse;
  const logs = await made.trainOnBatch(...data);
  assertEquals(logs, { loss: 1 });
  assertEquals(own.backend.bytesInUse, bytes);
});

Deno.test("an async step that tells something else, or fails, is told", async () => {
  for (const [told, message] of [[3, "expected a step"], [null, "no more"]]) {
    class Own extends dg.Sequential {
      override async trainStep(): Promise<never> {
        await Promise.resolve();
        if (told === null) throw new TypeError("no more");
        return told as never;
      }
    }
    const made = new Own([new dg.layers.Dense({ units: 1 })]);
    made.compile();
    for (
      const train of [
        () => made.fit(x, y, { verbose }),
        async () => await made.trainOnBatch(x, y),
      ]
    ) await assertRejects(train, TypeError, `${message}`);
  }
});

Deno.test("what was stopped before it begins makes no step", async () => {
  const signal = AbortSignal.abort();
  const made = model();
  const before = await made.weights[0].value.data();
  const { epoch } = await made.fit(x, y, { signal, verbose });
  assertEquals(epoch, []);
  assertEquals(await made.weights[0].value.data(), before);
  const stopped = [
    () => made.evaluate(x, y, { signal, verbose }),
    () => made.predict(x, { signal, verbose }),
  ];
  for (const one of stopped) {
    await assertRejects(one, DOMException, "aborted");
  }
});

Deno.test("a generator that is used up ends the training", async () => {
  const made = model();
  const said: string[] = [];
  const { warn } = console;
  console.warn = (message) => said.push(message);
  const fit = made.fit(batches(2), null, { epochs: 3, verbose });
  const { epoch, history } = await fit.finally(() => console.warn = warn);
  assertEquals([epoch, history.loss.length], [[0], 1]);
  const expected = "ended before epoch 2: there were no more batches";
  assert(said.length === 1 && said[0].endsWith(expected), said.join());
});

Deno.test("a weighted metric has a name of its own beside one of the same", async () => {
  const made = model({ metrics: ["mae"], weightedMetrics: ["mae"] });
  const sampleWeight = [1, 0, 0, 0];
  const logs = await made.trainOnBatch(x, y, { sampleWeight });
  assertEquals(Object.keys(logs), ["loss", "mae", "weighted_mae"]);
  assert(logs.mae !== logs.weighted_mae);
  const hiding = new dg.metrics.MeanAbsoluteError({ name: "loss" });
  await assertRejects(
    async () => await model({ metrics: [hiding] }).trainOnBatch(x, y),
    dg.ValueError,
    'expected metrics of different names, by which logs have them, received "loss" again',
  );
});

Deno.test("what fit opened it closes, however it ends", async () => {
  let opened = 0, closed = 0;
  const source = {
    *[Symbol.iterator](): Generator<[dg.Tensor, dg.Tensor]> {
      opened++;
      try {
        yield* batches(100);
      } finally {
        closed++;
      }
    },
  };
  const throwing = new dg.callbacks.LambdaCallback({
    onTrainBatchEnd() {
      throw new Error("mine");
    },
  });
  const made = model();
  const calls = [
    () => made.fit(source, null, { verbose, stepsPerEpoch: 2, epochs: 2 }),
    () => made.evaluate(source, null, { verbose, steps: 2 }),
    () => made.predict(source, { verbose, steps: 2 }),
    () =>
      made.fit(x, y, { verbose, validationData: source, validationSteps: 1 }),
    ...[{}, { stepsPerEpoch: 2 }].map((steps) => () => {
      const callbacks = [throwing];
      const fit = () =>
        made.fit(source, null, { verbose, callbacks, ...steps });
      return assertRejects(fit, Error, "mine");
    }),
  ];
  for (const [i, call] of calls.entries()) {
    await call();
    assertEquals([opened, closed], [i + 1, i + 1]);
  }
});

Deno.test("a generator of the caller's goes on where steps ended", async () => {
  const source = batches(5), made = model();
  await made.fit(source, null, { verbose, stepsPerEpoch: 2 });
  await made.evaluate(source, null, { verbose, steps: 2 });
  assertEquals([...source].length, 1);
});
