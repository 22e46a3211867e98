/** Steps of one's own, as Keras's guide to what happens in fit writes them. */

import { assert, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

/** The guide's: what it was compiled with gathers, beside a loss that the step takes. */
class Guided extends dg.Sequential {
  override trainStep(batch: dg.Batch): void {
    const tape = new dg.GradientTape({ persistent: true });
    const predictions = this.apply<dg.Tensor>(batch.x, { training: true });
    const loss = this.computeLoss(batch, [predictions]);
    const weights = this.trainableVariables;
    this.optimizer.apply(tape.gradient(loss, weights), weights);
    this.metricOf("loss")!.updateState(loss, { sampleWeight: batch.size });
    this.computeMetrics(batch, [predictions]);
  }
}

function compiled(Class: typeof dg.Sequential): dg.Sequential {
  const layer = new dg.layers.Dense(1, { kernelInitializer: "ones" });
  const model = new Class([dg.Input([2]), layer]);
  const weightedMetrics = ["mse"] as const;
  model.compile({
    optimizer: "sgd",
    loss: "mse",
    metrics: ["mae"],
    weightedMetrics,
  });
  return model;
}

Deno.test("a step of one's own has the metrics of the model, as the step of the library", async () => {
  const x = dg.randomNormal([600, 2], { seed: 1 }),
    y = x.sum({ axis: 1 }).mul(2);
  const sampleWeight = dg.randomUniform([600], { seed: 2 });
  const [own, usual] = await Promise.all(
    [Guided, dg.Sequential].map((Class) =>
      compiled(Class).fit(x, y, {
        batchSize: 2,
        epochs: 2,
        verbose: 0,
        shuffle: false,
        sampleWeight,
      })
    ),
  );
  assertEquals(Object.keys(own.history), ["loss", "mae", "mse"]);
  assertEquals(own.history, usual.history);
  assert(own.history.mae[1] < own.history.mae[0]);
});
