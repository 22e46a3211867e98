/** Layers that are frozen and thawed between trainings: what Keras makes of the same. */

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
  tensorOf,
} from "../helpers/fixtures.ts";

interface Stage {
  readonly freeze: string[];
  readonly thaw: string[];
  readonly optimizer: { class_name: string; config: dg.layers.Config };
  readonly trainable: string[];
  readonly non_trainable: string[];
  readonly loss: number[];
  readonly evaluated: number;
  readonly weights: FixtureTensor[];
}

const { x, y, runs } = loadFixture<{
  x: FixtureTensor;
  y: FixtureTensor;
  runs: Record<
    string,
    { config: dg.layers.Config; start: FixtureTensor[]; stages: Stage[] }
  >;
}>("behaviour/fine_tuning.json");

function find(model: dg.Model, path: string): dg.layers.Layer {
  return path.split("/").reduce<dg.layers.Layer>(
    (layer, name) => (layer as dg.Model).getLayer(name),
    model,
  );
}

/** The layer and the name of a weight: Keras has no paths through nested models. */
function ends(paths: readonly string[]): string[] {
  return paths.map((path) => path.split("/").slice(-2).join("/"));
}

function assertNear(
  actual: ArrayLike<number>,
  expected: number[],
  what: string,
) {
  expected.forEach((value, i) => {
    // 24 steps in float32, each of a few dozen terms.
    const error = Math.abs(actual[i] - value);
    assert(
      error <= 2e-5 * (1 + Math.abs(value)),
      `${what}: ${actual[i]}, ${value}`,
    );
  });
}

for (const [name, { config, start, stages }] of Object.entries(runs)) {
  Deno.test(`a base is frozen, thawed and frozen in part, as in Keras: ${name}`, async () => {
    const model = dg.Model.fromConfig(config) as dg.Model;
    model.setWeights(start.map(tensorOf));
    for (const [i, stage] of stages.entries()) {
      for (const path of stage.thaw) find(model, path).trainable = true;
      for (const path of stage.freeze) find(model, path).trainable = false;
      model.compile({
        optimizer: dg.optimizers.deserialize(stage.optimizer),
        loss: "mse",
      });
      const paths = (weights: dg.layers.Variable[]) =>
        ends(weights.map(({ path }) => path));
      assertEquals(paths(model.trainableVariables), ends(stage.trainable));
      assertEquals(
        paths(model.nonTrainableVariables).sort(),
        ends(stage.non_trainable).sort(),
      );
      const options = { batchSize: 8, verbose: 0 } as const;
      const { history } = await model.fit(tensorOf(x), tensorOf(y), {
        ...options,
        epochs: 2,
        shuffle: false,
      });
      assertNear(history.loss, stage.loss, `loss of stage ${i}`);
      const evaluated = await model.evaluate(tensorOf(x), tensorOf(y), options);
      assertNear([evaluated as number], [stage.evaluated], `stage ${i}`);
      for (const [j, weight] of model.weights.entries()) {
        const values = await weight.value.data();
        assertNear(values, numbersOf(stage.weights[j]), `${i}: ${weight.path}`);
      }
    }
  });
}

Deno.test("a frozen normalization is as in use, also where it is frozen after compile", async () => {
  const norm = new dg.layers.BatchNormalization({ inputShape: [2] });
  const model = new dg.Sequential([norm, new dg.layers.Dense({ units: 1 })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  norm.trainable = false;
  const before = await norm.movingMean.value.data();
  const data = dg.randomNormal([8, 2], { seed: 1 }).add(3);
  await model.fit(data, dg.ones([8, 1]), { verbose: 0 });
  assertEquals(await norm.movingMean.value.data(), before);
  assertEquals(
    await norm.apply(data, { training: true }).data(),
    await norm.apply(data, { training: false }).data(),
  );
});

Deno.test("what a base is called with holds in fit, too: its weights are trained, its statistics stay", async () => {
  // The guide of Keras 3 says so; its functional models put the training of fit in the place of it.
  const norm = new dg.layers.BatchNormalization({ inputShape: [2] });
  const x = dg.Input({ shape: [2] });
  const base = new dg.Sequential([norm]);
  const features = base.apply(x, { training: false });
  const outputs = new dg.layers.Dense({ units: 1 }).apply<dg.SymbolicTensor>(
    features,
  );
  const model = new dg.Model({ inputs: x, outputs });
  model.compile({ optimizer: "sgd", loss: "mse" });
  const read = (weight: dg.layers.Variable | null) => weight!.value.data();
  const [mean, gamma] = [await read(norm.movingMean), await read(norm.gamma)];
  const data = dg.randomNormal([8, 2], { seed: 1 }).add(3);
  await model.fit(data, dg.ones([8, 1]), { verbose: 0 });
  assertEquals(await read(norm.movingMean), mean);
  assertNotEquals(await read(norm.gamma), gamma);
});
