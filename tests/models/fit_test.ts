/** Training by fit: what Keras makes of the same. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";
import { loadFixture } from "../helpers/fixtures.ts";

type Numbers = Record<string, number[]>;

interface Trained {
  readonly epoch: number[];
  readonly history: Numbers;
  readonly weights: (number[] | number[][])[];
}

interface Case extends Trained {
  readonly compiled: Record<string, unknown>;
  readonly y: "labels" | "one_hot" | "targets";
  readonly sample_weight: boolean;
  readonly validate: boolean;
  readonly regularizer: "l2" | null;
  readonly fit: Record<string, unknown>;
  readonly evaluated: Numbers;
}

interface Trace extends Trained {
  readonly learning_rate: number;
  readonly epochs: number;
}

interface Fixture {
  readonly x: number[][];
  readonly labels: number[];
  readonly one_hot: number[][];
  readonly targets: number[][];
  readonly sample_weight: number[];
  readonly classifier: number[][];
  readonly regressor: number[][];
  readonly cases: Record<string, Case>;
  readonly traces: Record<string, Trace>;
}

const fixture = loadFixture<Fixture>("behaviour/fit.json");
const { x } = fixture;

/** Steps of a training, each with its own rounding, in Keras and here. */
const TERMS = 1e4;

function compare(actual: dg.callbacks.History, expected: Trained): void {
  assertEquals(actual.epoch, expected.epoch);
  assertEquals(
    Object.keys(actual.history).sort(),
    Object.keys(expected.history).sort(),
  );
  for (const [name, values] of Object.entries(expected.history)) {
    assertClose(actual.history[name], values, { terms: TERMS });
  }
}

async function compareWeights(
  model: dg.Model,
  expected: Trained["weights"],
): Promise<void> {
  for (const [i, weight] of model.getWeights().entries()) {
    assertClose(await weight.data(), expected[i].flat(), {
      terms: TERMS,
      magnitude: 1,
    });
  }
}

function oneLayer(
  options: dg.layers.DenseOptions,
  kernel: number[][],
): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ ...options, inputShape: [3] }),
  ]);
  using _scope = new dg.Scope();
  model.setWeights([dg.tensor(kernel), dg.zeros([options.units])]);
  return model;
}

/** The name of one of Keras's options, as we write it. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, next: string) => next.toUpperCase());
}

function inCamelCase(options: Record<string, unknown>): object {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [camelCase(name), value]),
  );
}

for (const [name, one] of Object.entries(fixture.cases)) {
  Deno.test(`fit trains as Keras does: ${name}`, async () => {
    const targets = dg.tensor(fixture[one.y]);
    const model = one.y === "targets"
      ? oneLayer(
        { units: 2, kernelRegularizer: one.regularizer },
        fixture.regressor,
      )
      : oneLayer({ units: 3, activation: "softmax" }, fixture.classifier);
    model.compile(inCamelCase(one.compiled));
    const history = await model.fit(x, targets, {
      ...inCamelCase(one.fit),
      shuffle: false,
      verbose: 0,
      sampleWeight: one.sample_weight ? dg.tensor(fixture.sample_weight) : null,
      validationData: one.validate
        ? [fixture.x.slice(0, 7), fixture[one.y].slice(0, 7)]
        : null,
    });
    compare(history, one);
    await compareWeights(model, one.weights);
    const evaluated = await model.evaluate(x, targets, {
      batchSize: 9,
      verbose: 0,
      returnDict: true,
    });
    for (const [key, [value]] of Object.entries(one.evaluated)) {
      assertClose([evaluated[key]], [value], { terms: TERMS });
    }
  });
}

const CALLBACKS: Readonly<Record<string, () => dg.callbacks.Callback>> = {
  "early stopping": () =>
    new dg.callbacks.EarlyStopping({
      monitor: "loss",
      patience: 2,
      restoreBestWeights: true,
    }),
  "early stopping from an epoch on, with a baseline": () =>
    new dg.callbacks.EarlyStopping({
      monitor: "loss",
      patience: 1,
      baseline: 1,
      minDelta: 0.05,
      startFromEpoch: 3,
    }),
  "reduce the learning rate": () =>
    new dg.callbacks.ReduceLROnPlateau({
      monitor: "loss",
      patience: 1,
      factor: 0.5,
      cooldown: 1,
      minLr: 0.2,
    }),
  "schedule the learning rate": () =>
    new dg.callbacks.LearningRateScheduler((epoch, rate) =>
      rate * 0.5 + 0.01 * epoch
    ),
};

for (const [name, one] of Object.entries(fixture.traces)) {
  Deno.test(`callbacks do as Keras's: ${name}`, async () => {
    const model = oneLayer({ units: 2 }, fixture.regressor);
    model.compile({
      optimizer: new dg.optimizers.SGD({ learningRate: one.learning_rate }),
      loss: "mse",
    });
    const history = await model.fit(x, dg.tensor(fixture.targets), {
      batchSize: 22,
      epochs: one.epochs,
      callbacks: [CALLBACKS[name]()],
      shuffle: false,
      verbose: 0,
    });
    compare(history, one);
    await compareWeights(model, one.weights);
  });
}

forEachBackend("fit leaves no memory behind", async (backend) => {
  const model = oneLayer({ units: 2 }, fixture.regressor);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const inputs = dg.tensor(fixture.x), targets = dg.tensor(fixture.targets);
  const train = () =>
    model.fit(inputs, targets, {
      epochs: 3,
      batchSize: 5,
      validationSplit: 0.25,
      verbose: 0,
    });
  await train();
  const before = backend.bytesInUse;
  for (let i = 0; i < 3; i++) await train();
  assertEquals(backend.bytesInUse, before);
});

Deno.test("a signal stops a training after the step, and the weights are whole", async () => {
  const model = oneLayer({ units: 2 }, fixture.regressor);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const controller = new AbortController();
  let steps = 0, ended = 0;
  const { epoch } = await model.fit(x, dg.tensor(fixture.targets), {
    epochs: 50,
    batchSize: 4,
    verbose: 0,
    signal: controller.signal,
    callbacks: [
      new dg.callbacks.LambdaCallback({
        onTrainBatchEnd() {
          if (++steps === 9) controller.abort();
        },
        onTrainEnd: () => void ended++,
      }),
    ],
  });
  assertEquals([epoch, steps, ended], [[0], 9, 1]);
  for (const weight of model.getWeights()) {
    assert((await weight.data()).every(Number.isFinite));
  }
});

Deno.test("a callback is told of a step after a signal that came in it, so that it knows the last one", async () => {
  const model = oneLayer({ units: 2 }, fixture.regressor);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const controller = new AbortController(), { signal } = controller;
  const heard: boolean[] = [];
  await model.fit(x, dg.tensor(fixture.targets), {
    ...{ batchSize: 4, verbose: 0, signal },
    callbacks: [
      new dg.callbacks.LambdaCallback({
        onTrainBatchBegin(batch) {
          if (batch < 1) return;
          // So long that the event loop has its turn behind the step.
          const until = performance.now() + 60;
          while (performance.now() < until);
          setTimeout(() => controller.abort(), 0);
        },
        onTrainBatchEnd: () => void heard.push(signal.aborted),
      }),
    ],
  });
  assertEquals(heard, [false, true]);
});

Deno.test("fit says what data it misses", async () => {
  const model = oneLayer({ units: 2 }, fixture.regressor);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["accuracy"] });
  await assertRejects(
    () => model.fit(x, null, { verbose: 0 }),
    dg.ValueError,
    "Cannot compute the metrics: expected targets for each output that has metrics, received 0",
  );
  const y = dg.tensor(fixture.targets);
  await assertRejects(
    () =>
      model.fit(x, y, {
        verbose: 0,
        validationData: { x, y } as never,
      }),
    TypeError,
    "expected validationData to be [x, y], [x, y, sampleWeight] or what gives batches, received",
  );
});

Deno.test("a loss that is no number ends a training with an error that has it, or is trained on", async () => {
  const data = [dg.ones([8, 2]), dg.ones([8, 1])] as const;
  function steep(): dg.Sequential {
    const model = new dg.Sequential([new dg.layers.Dense({ units: 1 })]);
    const optimizer = new dg.optimizers.SGD({ learningRate: 1e30 });
    model.compile({ optimizer, loss: "mse" });
    return model;
  }
  const options = { epochs: 9, verbose: 0 } as const;
  const error = await assertRejects(
    () => steep().fit(...data, options),
    dg.DivergedError,
    "expected a finite loss, received",
  );
  assertEquals(Number.isFinite(error.loss), false);
  const { epoch } = await steep().fit(...data, {
    ...options,
    checkFinite: false,
  });
  assertEquals(epoch.length, 9);
});

Deno.test("a training that nobody has awaited is not mixed with another, and afterwards there may be one", async () => {
  const model = new dg.Sequential([new dg.layers.Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const x = dg.ones([4, 2]), y = dg.zeros([4, 1]);
  const once = { epochs: 1, verbose: 0 } as const;
  const going = model.fit(x, y, once);
  await assertRejects(
    () => model.fit(x, y, once),
    dg.ValueError,
    "expected the training before to have ended, received another call while it goes on (await fit)",
  );
  await going;
  assertEquals((await model.fit(x, y, once)).epoch, [0]);
});
