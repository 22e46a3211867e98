/** Models with steps of their own: what no step tells of is nowhere shown as 0. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";

const { Mean } = dg.metrics;
type Logs = Readonly<Record<string, number>>;

/** What a step of one's own does with the metrics. */
type Tell = (model: Own) => dg.StepLogs | void;

class Own extends dg.Model {
  readonly dense = new dg.layers.Dense(1);
  readonly distance = new Mean("distance");
  readonly #tell: Tell;

  constructor(tell: Tell) {
    super({ name: "own" });
    this.#tell = tell;
  }

  override call(x: dg.Tensor): dg.Tensor {
    return this.dense.apply(x);
  }

  override trainStep({ x }: dg.Batch): dg.StepLogs | void {
    this.apply(x);
    return this.#tell(this);
  }

  override testStep(batch: dg.Batch): dg.StepLogs | void {
    return this.trainStep(batch);
  }
}

const CASES: readonly [what: string, tell: Tell, logs: Logs][] = [
  ["nothing", () => {}, {}],
  [
    "a metric of its own",
    ({ distance }) => distance.updateState(2),
    { distance: 2 },
  ],
  [
    "a metric that comes to 0",
    ({ distance }) => distance.updateState(0),
    { distance: 0 },
  ],
  [
    "all metrics, the loss among them,",
    ({ metrics }) => metrics.forEach((one) => one.updateState(3)),
    { distance: 3, loss: 3 },
  ],
  ["numbers alone", () => ({ other: 7 }), { other: 7 }],
];

for (const [what, tell, expected] of CASES) {
  Deno.test(`a step that tells of ${what} is shown as that, and goes on so`, async () => {
    const x = dg.ones([4, 1]), folder = await Deno.makeTempDir();
    const path = `${folder}/last.safetensors`;
    const make = () => {
      const own = new Own(tell);
      own.compile();
      return own;
    };
    const seen: Logs[] = [];
    const see = new dg.callbacks.LambdaCallback({
      onTrainBatchEnd: async (_, logs) => void seen.push(await logs),
      onEpochEnd: (_, logs) => void seen.push(logs),
    });
    const options = { batchSize: 2, epochs: 2, verbose: 0 } as const;
    try {
      using own = make();
      const controller = new AbortController();
      const keep = new dg.callbacks.LambdaCallback({
        async onTrainBatchEnd(batch) {
          if (batch === 0) await dg.saveCheckpoint(own, path);
          controller.abort();
        },
      });
      const { signal } = controller;
      await own.fit(x, null, { ...options, callbacks: [see, keep], signal });
      const idle = new dg.callbacks.LambdaCallback({});
      using again = make();
      await again.fit(x, null, {
        ...{ ...options, callbacks: [see, idle], resumeFrom: path },
      });
      seen.push(await own.trainOnBatch(x), await own.testOnBatch(x));
      const testing = { verbose: 0, returnDict: true } as const;
      seen.push(await own.evaluate(x, null, testing));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
    // A batch; one, an epoch, two batches, an epoch; and the three by hand.
    assertEquals(seen, new Array(9).fill(expected));
  });
}

Deno.test("a metric that gives a number for each class is told by its name, and of its average", async () => {
  const model = new dg.Sequential([
    dg.Input([4]),
    new dg.layers.Dense(2, { activation: "softmax" }),
  ]);
  const fit = () => model.fit(dg.ones([4, 4]), dg.ones([4, 2]), { verbose: 0 });
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["f1_score"] });
  await assertRejects(
    fit,
    dg.ShapeError,
    'Cannot tell "f1_score" of Sequential',
  );
  const metric = new dg.metrics.F1Score({ average: "macro" });
  model.compile({ optimizer: "sgd", loss: "mse", metrics: [metric] });
  assertEquals((await fit()).history.f1_score.length, 1);
});
