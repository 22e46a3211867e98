/** Averages of the weights in training and evaluation, as Keras's fit and SwapEMAWeights have them. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertRejects } from "@std/assert";
import { assertClose } from "../../helpers/assert_close.ts";
import { loadFixture } from "../../helpers/fixtures.ts";

type Weights = readonly [kernel: number[][], bias: number[]];

const { x, targets, regressor } = loadFixture<
  Record<"x" | "targets" | "regressor", number[][]>
>("behaviour/fit.json");
const cases = loadFixture<
  Record<string, {
    readonly options: { swap_on_epoch?: boolean } | null;
    readonly history: Record<string, number[]>;
    readonly seen: Weights[];
    readonly end: Weights;
  }>
>("behaviour/averages.json");

function small(useEma: boolean): dg.Sequential {
  const model = new dg.Sequential([
    new dg.layers.Dense({ units: 2, inputShape: [3] }),
  ]);
  using _scope = new dg.Scope();
  model.setWeights([dg.tensor(regressor), dg.zeros([2])]);
  model.compile({
    optimizer: new dg.optimizers.SGD({
      ...{ learningRate: 0.1, useEma, emaMomentum: 0.8 },
    }),
    loss: "mse",
  });
  return model;
}

async function weightsOf(model: dg.Sequential): Promise<number[]> {
  const all = await Promise.all(model.getWeights().map((one) => one.data()));
  return all.flatMap((one) => [...one]);
}

for (const [name, { options, history, seen, end }] of Object.entries(cases)) {
  Deno.test(`averages of the weights are where Keras has them: ${name}`, async () => {
    const model = small(true);
    const weights: number[][] = [];
    const look = new dg.callbacks.LambdaCallback({
      onEpochEnd: async () => void weights.push(await weightsOf(model)),
    });
    const swap = options && new dg.callbacks.SwapEMAWeights({
      swapOnEpoch: options.swap_on_epoch,
    });
    const { history: logs } = await model.fit(x, dg.tensor(targets), {
      ...{ batchSize: 8, epochs: seen.length, shuffle: false, verbose: 0 },
      callbacks: swap ? [swap, look] : [look],
      validationData: [x.slice(0, 7), targets.slice(0, 7)],
    });
    // A step is a few sums of at most as many terms as there are samples.
    const tolerance = { terms: 1e4 };
    for (const [name, values] of Object.entries(history)) {
      assertClose(logs[name], values, tolerance);
    }
    for (const [i, one] of seen.entries()) {
      assertClose(weights[i], one.flat(2), tolerance);
    }
    assertClose(await weightsOf(model), end.flat(2), tolerance);
  });
}

Deno.test("an evaluation and a prediction leave the weights as they were", async () => {
  const model = small(true);
  await model.fit(x, dg.tensor(targets), {
    ...{ epochs: 2, verbose: 0 },
    // Without the last epoch, which puts the averages in.
    callbacks: [new dg.callbacks.LambdaCallback()],
  });
  await model.trainOnBatch(x, targets);
  const before = await weightsOf(model);
  const callbacks = [new dg.callbacks.SwapEMAWeights()];
  const averaged = await model.evaluate(x, targets, { callbacks, verbose: 0 });
  assertEquals(await weightsOf(model), before);
  (await model.predict(x, { callbacks, verbose: 0 }))[Symbol.dispose]();
  assertEquals(await weightsOf(model), before);
  const plain = await model.evaluate(x, targets, { verbose: 0 });
  assertEquals(averaged === plain, false);
});

Deno.test("an optimizer without averages is refused by its name", async () => {
  const callbacks = [new dg.callbacks.SwapEMAWeights()];
  await assertRejects(
    () =>
      small(false).fit(x, targets, {
        ...{ callbacks, verbose: 0, validationSplit: 0.2 },
      }),
    dg.ValueError,
    "expected an optimizer with useEma: true",
  );
});

class Broken extends Error {}

/** Ends a training in one of several ways once two epochs have been. */
class Ending extends dg.callbacks.Callback {
  readonly stop = new AbortController();
  readonly way: "itself" | "signal" | "error" | "error in a test";
  #tests = 0;

  constructor(way: Ending["way"]) {
    super();
    this.way = way;
  }

  override onEpochEnd(epoch: number): void {
    if (epoch !== 1) return;
    if (this.way === "itself") this.model.stopTraining = true;
    if (this.way === "signal") this.stop.abort();
    if (this.way === "error") throw new Broken();
  }

  override onTestBatchEnd(): void {
    if (this.way === "error in a test" && ++this.#tests === 2) {
      throw new Broken();
    }
  }
}

for (const swapOnEpoch of [false, true]) {
  for (
    const way of ["itself", "signal", "error", "error in a test"] as const
  ) {
    Deno.test(`a training that is ended early by ${way} has the weights that it has without swaps (swapOnEpoch ${swapOnEpoch})`, async () => {
      const [expected, received] = await Promise.all([
        [],
        [new dg.callbacks.SwapEMAWeights({ swapOnEpoch })],
      ].map(async (swap) => {
        const model = small(true), ending = new Ending(way);
        const training = model.fit(x, dg.tensor(targets), {
          ...{ epochs: 4, shuffle: false, verbose: 0 },
          callbacks: [...swap, ending],
          signal: ending.stop.signal,
          validationData: [x.slice(0, 7), targets.slice(0, 7)],
        });
        if (way.startsWith("error")) {
          await assertRejects(() => training, Broken);
        } else await training;
        return await weightsOf(model);
      }));
      assertEquals(received, expected);
    });
  }
}
