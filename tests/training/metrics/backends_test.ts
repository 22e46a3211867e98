/** Where metrics have their sums: where the first batch is. */

import * as dg from "@decograd/decograd";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Scope } from "../../../autograd/scope.ts";
import { transact } from "../../../autograd/transaction.ts";
import { batchOf } from "./batch_of.ts";
import { oneOfEach } from "./needed_options.ts";

type Metric = dg.metrics.Metric;

const x = Array.from({ length: 8 }, (_, i) => [i / 8, 1 - i / 8]);
const y = x.map(([a]) => [a + 0.5]);

/** Makes something on one backend, and uses it when another is in use. */
async function onTwo<T>(
  make: () => T,
  use: (made: T, first: dg.Backend, second: dg.Backend) => Promise<void> | void,
): Promise<void> {
  const first = await dg.setBackend("wasm");
  try {
    const made = make();
    const second = await dg.setBackend("wasm", { fuse: false });
    await use(made, first, second);
  } finally {
    await dg.setBackend("wasm");
  }
}

function update(name: string, metric: Metric): void {
  const [yTrue, yPred] = batchOf(name);
  if (metric instanceof dg.metrics.PairMetric) metric.updateState(yTrue, yPred);
  else metric.updateState(yPred);
}

function backendsOf(metric: Metric): dg.Backend[] {
  const all = metric.variables.map(({ value }) => value.backend);
  return [...new Set([...all, ...metric.getState().map((one) => one.backend)])];
}

async function valuesOf(metric: Metric): Promise<number[][]> {
  const state = await Promise.all(metric.getState().map((one) => one.read()));
  return state.map((one) => [...one]);
}

Deno.test("a metric has its sums where its first batch is, after a reset too, and refuses batches from elsewhere", () =>
  onTwo(oneOfEach, async (all, first, second) => {
    for (const [name, metric] of all) {
      update(name, metric);
      assertEquals(backendsOf(metric), [second], name);
      assertEquals(metric.result().backend, second, name);
      const before = await valuesOf(metric);
      const state = metric.getState();
      await dg.setBackend(first);
      for (
        const f of [() => update(name, metric), () => {
          metric.setState(state.map(({ shape }) => dg.zeros(shape)));
        }]
      ) {
        assertThrows(f, TypeError, "as the batches before, received");
      }
      assertEquals(await valuesOf(metric), before, name);
      metric.resetState();
      update(name, metric);
      assertEquals(backendsOf(metric), [first], name);
      assertEquals(await valuesOf(metric), before, name);
      metric.resetState();
      metric.setState(state);
      assertEquals(backendsOf(metric), [second], name);
      metric[Symbol.dispose]();
      await dg.setBackend(second);
    }
  }));

Deno.test("a step that fails leaves a metric as free as it was, and no memory behind", () =>
  onTwo(
    () => new dg.metrics.Mean(),
    async (metric, first, second) => {
      const before = [first.bytesInUse, second.bytesInUse];
      const step = () => {
        using _scope = new Scope();
        metric.updateState(dg.tensor([4, 6]));
        throw new Error("fails");
      };
      assertThrows(() => transact(step), Error, "fails");
      assertEquals([first.bytesInUse, second.bytesInUse], before);
      assertEquals(backendsOf(metric), [first]);
      metric.updateState(dg.tensor([4, 6]));
      assertEquals(await metric.result().item(), 5);
    },
  ));

for (const method of ["fit", "evaluate"] as const) {
  Deno.test(`a model is compiled before the backend is chosen on which ${method} runs`, () =>
    onTwo(
      () => {
        dg.setRandomSeed(1);
        const model = new dg.Sequential([new dg.layers.Dense(1)]);
        model.compile({
          ...{ optimizer: "adam", loss: "mse" },
          metrics: ["mae", new dg.metrics.MeanSquaredError()],
        });
        assertEquals(model.optimizer.variables.length, 2);
        return model;
      },
      async (model, _first, second) => {
        const loss = method === "fit"
          ? (await model.fit(x, y, { verbose: 0 })).history.loss[0]
          : (await model.evaluate(x, y, { verbose: 0, returnDict: true })).loss;
        assert(Number(loss) > 0, `${loss}`);
        const all = [
          ...model.weights,
          ...model.optimizer.variables,
          ...model.metrics.flatMap(({ variables }) => variables),
        ];
        for (const { backend, path } of all) {
          assertEquals(backend, second, path);
        }
      },
    ));
}
