/** Training of a model with two outputs: losses, weights and metrics by list and by name, as in Keras. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";

type ByName = Record<string, number>;

interface Trained {
  readonly compiled: dg.CompileOptions & {
    readonly loss_weights?: dg.CompileOptions["lossWeights"];
  };
  readonly start: dg.NestedNumbers[];
  readonly history: Record<string, number[]>;
  readonly keys: string[];
  readonly weights: dg.NestedNumbers[];
  readonly listed: number[];
  readonly by_name: ByName;
  readonly on_batch: ByName;
  readonly tested: ByName;
  readonly predicted: dg.NestedNumbers[];
}

const fixture = loadFixture<{
  readonly x: number[][];
  readonly first: number[][];
  readonly second: number[][];
  readonly models: { two_outputs: { config: { config: dg.layers.Config } } };
  readonly trained: Record<string, Trained>;
}>("behaviour/models.json");

/** Steps of a training, each with its own rounding, in Keras and here. */
const TERMS = 1e4;

function compare(actual: ByName, expected: ByName): void {
  assertEquals(Object.keys(actual), Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    assertClose([actual[name]], [value], { terms: TERMS });
  }
}

async function compareTensors(
  actual: readonly dg.Tensor[],
  expected: readonly dg.NestedNumbers[],
): Promise<void> {
  assertEquals(actual.length, expected.length);
  for (const [i, one] of actual.entries()) {
    const values = [...await dg.tensor(expected[i]).data()];
    assertClose(await one.data(), values, { terms: TERMS, magnitude: 1 });
  }
}

for (const [name, one] of Object.entries(fixture.trained)) {
  Deno.test(`a model with two outputs is trained as in Keras: ${name}`, async () => {
    const model = dg.Model.fromConfig(
      fixture.models.two_outputs.config.config,
    );
    model.setWeights(one.start.map((weight) => dg.tensor(weight)));
    const { loss_weights: lossWeights, ...compiled } = one.compiled;
    model.compile({
      optimizer: new dg.optimizers.SGD({ learningRate: 0.1 }),
      ...compiled,
      lossWeights,
    });
    const x = fixture.x;
    const y = [dg.tensor(fixture.first), dg.tensor(fixture.second)];
    const validation = y.map((target) =>
      target.slice([0, 0], [6, target.shape[1]])
    );
    const options = { batchSize: 5, verbose: 0 } as const;
    const { history } = await model.fit(x, y, {
      ...options,
      epochs: 2,
      shuffle: false,
      validationData: [x.slice(0, 6), validation],
    });
    assertEquals(Object.keys(history), one.keys);
    for (const [key, values] of Object.entries(one.history)) {
      assertClose(history[key], values, { terms: TERMS });
    }
    await compareTensors(model.getWeights(), one.weights);
    const listed = await model.evaluate(x, y, options);
    assertClose([listed].flat(), one.listed, { terms: TERMS });
    compare(
      await model.evaluate(x, y, { ...options, returnDict: true }),
      one.by_name,
    );
    compare(await model.trainOnBatch(dg.tensor(x), y), one.on_batch);
    compare(await model.testOnBatch(dg.tensor(x), y), one.tested);
    const predicted = await model.predict<dg.Tensor[]>(x, options);
    await compareTensors(predicted, one.predicted);
  });
}
