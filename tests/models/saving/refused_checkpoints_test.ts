/** Checkpoints that do not fit are refused, and nothing is changed. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";

const { layers, callbacks } = dg;
const x = [[1, 2], [3, 4], [5, 6], [7, 8]], y = [[1], [2], [3], [4]];

function small(units = 1): dg.Sequential {
  const model = new dg.Sequential([
    new layers.Dense({ units: 3, inputShape: [2] }),
    new layers.Dropout({ rate: 0.5 }),
    new layers.Dense({ units }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse" });
  return model;
}

async function stateOf(model: dg.Sequential): Promise<unknown> {
  const weights = model.getWeights();
  return [
    await Promise.all(weights.map(async (one) => [...await one.data()])),
    await model.optimizer.getState(),
    dg.defaultSeedGenerator().getState(),
  ];
}

/** Writes a checkpoint after the second of four steps. */
class Keeping extends callbacks.Callback {
  readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override async onTrainBatchEnd(batch: number): Promise<void> {
    if (batch === 1) await dg.saveCheckpoint(this.model, this.path);
  }
}

async function withCheckpoint(
  f: (path: string, model: dg.Sequential) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/last.safetensors`, model = small();
    await model.fit(x, y, {
      ...{ batchSize: 1, verbose: 0, callbacks: [new Keeping(path)] },
    });
    await f(path, model);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Trainings that are not the one that was kept, with what is said of them. */
const OTHERS: Readonly<Record<string, readonly [dg.FitOptions, string]>> = {
  "other callbacks": [{}, "expected the callbacks Keeping"],
  "other batches": [
    { batchSize: 2 },
    "expected 4 samples in batches of 1, received 4 samples in batches of 2",
  ],
  "a validation": [{ validationData: [x, y] }, "without validation"],
};

for (const [name, [options, message]] of Object.entries(OTHERS)) {
  Deno.test(`a training does not go on from a checkpoint with ${name}`, () =>
    withCheckpoint(async (path) => {
      const other = small(), before = await stateOf(other);
      const kept = name === "other callbacks" ? [] : [new Keeping(path)];
      await assertRejects(
        () =>
          other.fit(x, y, {
            ...{ batchSize: 1, verbose: 0, callbacks: kept, resumeFrom: path },
            ...options,
          }),
        dg.ValueError,
        message,
      );
      const [weights, optimizer] = await stateOf(other) as unknown[];
      assertEquals([weights, optimizer], (before as unknown[]).slice(0, 2));
    }));
}

Deno.test("a checkpoint of another model changes nothing, not even after a step has been tried", () =>
  withCheckpoint(async (path) => {
    const other = small(2), before = await stateOf(other);
    const message = "expected shape";
    await assertRejects(() => dg.loadCheckpoint(other, path), Error, message);
    assertEquals(await stateOf(other), before);
    const z = [[1, 1], [2, 2], [3, 3], [4, 4]];
    const kept = [new Keeping(path)];
    const options = { batchSize: 1, verbose: 0, callbacks: kept } as const;
    await assertRejects(
      () => other.fit(x, z, { ...options, resumeFrom: path }),
      Error,
      message,
    );
    assertEquals(
      (await stateOf(other) as unknown[])[0],
      (before as unknown[])[0],
    );
    assertEquals(other.optimizer.iterations, 0);
  }));

Deno.test("other files, other paths and other moments are refused in words", () =>
  withCheckpoint(async (path, model) => {
    await model.saveWeights(path);
    const load = (path: string) => () => dg.loadCheckpoint(model, path);
    await assertRejects(load(path), dg.ValueError, "expected a file of saveCh");
    await assertRejects(
      load(`${path}.safetensors`),
      dg.ValueError,
      "not there",
    );
    await assertRejects(
      () => dg.saveCheckpoint(model, "last.h5"),
      dg.ValueError,
      "ends with .safetens",
    );
    const tried: Record<string, () => Promise<unknown>> = {
      onEpochBegin: () => dg.saveCheckpoint(model, path),
      onTestEnd: () => dg.saveCheckpoint(model, path),
      onTrainBatchEnd: () => dg.loadCheckpoint(model, path),
    };
    await dg.saveCheckpoint(model, path, { notes: { here: [1, null, "a"] } });
    assertEquals(await dg.loadCheckpoint(model, path), {
      here: [1, null, "a"],
    });
    for (const [hook, attempt] of Object.entries(tried)) {
      const callback = new callbacks.LambdaCallback({
        [hook]: () => attempt().then(() => {}),
      });
      await assertRejects(
        () =>
          model.fit(x, y, {
            ...{ callbacks: [callback], verbose: 0, validationData: [x, y] },
          }),
        dg.ValueError,
        "checkpoint",
      );
    }
    await assertRejects(
      () => model.fit(x, y, { resumeFrom: path, verbose: 0 }),
      dg.ValueError,
      "expected a checkpoint of fit",
    );
  }));

Deno.test("a number that JSON has no word for comes back with its bits", () =>
  withCheckpoint(async (path, model) => {
    const notes = [NaN, Infinity, -Infinity, -0, 0.1, 2 ** 60];
    await dg.saveCheckpoint(model, path, { notes });
    assertEquals(await dg.loadCheckpoint(model, path), notes);
    const odd = { notes: { $number: "1" } };
    await assertRejects(
      () => dg.saveCheckpoint(model, path, odd),
      dg.ValueError,
      "names without $",
    );
  }));
