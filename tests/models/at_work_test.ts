/** Trainings and evaluations gather in the metrics of their model: one at a time, or from callbacks. */

import * as dg from "@decograd/decograd";
import {
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertThrows,
} from "@std/assert";

const { LambdaCallback } = dg.callbacks;

/** 16 samples, as many of which give each epoch four steps, and others with a larger loss. */
const X = dg.ones([16, 2]), Y = dg.zeros([16, 1]), FAR = X.mul(3);
const OPTIONS = { batchSize: 4, epochs: 2, verbose: 0 } as const;

function compiled(): dg.Sequential {
  const layer = new dg.layers.Dense(1, { kernelInitializer: "ones" });
  const model = new dg.Sequential([dg.Input([2]), layer]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  return model;
}

/** What is called beside what goes on. */
const CALLS: Readonly<
  Record<string, (model: dg.Sequential) => Promise<unknown>>
> = {
  fit: (model) => model.fit(FAR, Y, OPTIONS),
  evaluate: (model) => model.evaluate(FAR, Y, OPTIONS_OF_EVALUATE),
  predict: (model) => model.predict(FAR, { batchSize: 4, verbose: 0 }),
  trainOnBatch: async (model) => await model.trainOnBatch(FAR, Y),
  testOnBatch: async (model) => await model.testOnBatch(FAR, Y),
};
const OPTIONS_OF_EVALUATE = { batchSize: 4, verbose: 0 } as const;

for (const [name, call] of Object.entries(CALLS)) {
  Deno.test(`${name} beside a training that nobody has awaited is refused, whenever it comes`, async () => {
    const { history: alone } = await compiled().fit(X, Y, OPTIONS);
    const model = compiled();
    let isOver = false, refused = 0;
    const going = model.fit(X, Y, OPTIONS).finally(() => isOver = true);
    while (!isOver) {
      const error = await assertRejects(() => call(model), dg.ValueError);
      assertEquals(
        error.message.split(" (await fit")[0],
        `Cannot ${
          VERBS[name]
        } ${model}: expected the training before to have ended, received another call while it goes on`,
      );
      refused++;
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    assertNotEquals(refused, 0);
    assertEquals((await going).history, alone);
    await call(model);
  });
}

const VERBS: Readonly<Record<string, string>> = {
  fit: "fit",
  evaluate: "evaluate",
  predict: "predict with",
  trainOnBatch: "train",
  testOnBatch: "test",
};

Deno.test("beside an evaluation nothing else gathers, but a prediction may be made", async () => {
  const model = compiled();
  const alone = await CALLS.evaluate(model);
  const going = CALLS.evaluate(model);
  for (const name of ["fit", "evaluate", "trainOnBatch", "testOnBatch"]) {
    await assertRejects(
      () => CALLS[name](model),
      dg.ValueError,
      "expected the evaluation before to have ended, received another call while it goes on (await evaluate)",
    );
  }
  await CALLS.predict(model);
  assertEquals(await going, alone);
});

// As Keras does: what a callback evaluates is right, and after the last step the logs are those of the steps.
Deno.test("callbacks evaluate, predict and step, with a model that is trained or evaluated", async () => {
  const { history: alone } = await compiled().fit(X, Y, OPTIONS);
  const model = compiled();
  const seen: unknown[] = [];
  const asking = new LambdaCallback({
    async onEpochEnd() {
      const near = await model.evaluate(X, Y, OPTIONS_OF_EVALUATE);
      const inner = new LambdaCallback({
        async onTestBegin() {
          seen.push((await model.predict(X, { verbose: 0 })).shape);
        },
      });
      const options = { ...OPTIONS_OF_EVALUATE, callbacks: [inner] };
      seen.push(near, await model.evaluate(FAR, Y, options));
      await model.testOnBatch(X, Y);
    },
  });
  const { history } = await model.fit(X, Y, {
    ...OPTIONS,
    callbacks: [asking],
  });
  assertEquals(history, alone);
  const [, near, far] = seen.slice(3);
  assertEquals(near, await model.evaluate(X, Y, OPTIONS_OF_EVALUATE));
  assertEquals(far, await CALLS.evaluate(model));
});

Deno.test("a callback that does not wait for its evaluation ends the training", async () => {
  const model = compiled();
  const left: Promise<unknown>[] = [];
  const hasty = new LambdaCallback({
    // deno-lint-ignore require-await
    async onEpochEnd() {
      left.push(model.evaluate(X, Y, OPTIONS_OF_EVALUATE));
    },
  });
  await assertRejects(
    () => model.fit(X, Y, { ...OPTIONS, callbacks: [hasty] }),
    dg.ValueError,
    "expected nothing beside it but what callbacks wait for, received an evaluation that goes on (await fit, and evaluate in callbacks)",
  );
  await Promise.all(left);
  await model.fit(X, Y, OPTIONS);
});

Deno.test("what fails leaves the model free", async () => {
  const model = compiled();
  const failing = new LambdaCallback({
    onTrainBegin() {
      throw new Error("no");
    },
  });
  await assertRejects(
    () => model.fit(X, Y, { callbacks: [failing] }),
    Error,
    "no",
  );
  assertThrows(() => model.trainOnBatch(X, dg.zeros([3, 1])));
  await assertRejects(() => model.evaluate(X, dg.zeros([3, 1])));
  await model.fit(X, Y, OPTIONS);
});
