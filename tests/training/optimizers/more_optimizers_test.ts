/** Optimizers that the oracle's trajectories leave out, and all configs, against Keras's answers. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as optimizers from "@decograd/decograd/optimizers";
import { assertClose } from "../../helpers/assert_close.ts";
import { type FixtureTensor, loadFixture } from "../../helpers/fixtures.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

interface Trajectories {
  readonly cases: {
    readonly optimizer: string;
    readonly after_step: FixtureTensor[][];
  }[];
}

const { initial, grads } = loadFixture<{
  readonly initial: FixtureTensor[];
  readonly grads: FixtureTensor[][];
}>("behaviour/optimizers.json");
const { cases, configs } = loadFixture<
  Trajectories & { readonly configs: Record<string, Record<string, unknown>> }
>("behaviour/more_optimizers.json");

const { Adadelta, AdamW, Adamax, Lion } = optimizers;

const MADE: Record<string, () => optimizers.Optimizer> = {
  "Adadelta()": () => new Adadelta(),
  "Adadelta(1.0,rho=0.9)": () => new Adadelta({ learningRate: 1, rho: 0.9 }),
  "Lion()": () => new Lion(),
  "AdamW()": () => new AdamW(),
  "AdamW(0.01,weight_decay=0.1)": () =>
    new AdamW({ learningRate: 0.01, weightDecay: 0.1 }),
  "Adamax(0.01)": () => new Adamax({ learningRate: 0.01 }),
};

function tensor({ data, shape }: FixtureTensor): dg.Tensor {
  return dg.tensor(data, shape);
}

forEachDevice("the other optimizers go where Keras's go", async () => {
  for (const { optimizer: name, after_step } of cases) {
    const weights = initial.map((value, i) =>
      new dg.layers.Variable(tensor(value), { name: `w${i}` })
    );
    const optimizer = MADE[name]();
    for (const [step, gradients] of grads.entries()) {
      optimizer.apply(gradients.map(tensor), weights);
      for (const [i, weight] of weights.entries()) {
        // Keras keeps hyperparameters in float32 even so.
        const how = { terms: 36, magnitude: 1 };
        assertClose(
          await weight.value.read(),
          after_step[step][i].data,
          how,
        );
      }
    }
  }
});

Deno.test("configs of optimizers are Keras's, and make the same optimizer", () => {
  for (const [name, expected] of Object.entries(configs)) {
    const optimizer = optimizers.deserialize({
      module: "keras.optimizers",
      class_name: name,
      config: expected,
      registered_name: null,
    });
    const actual = optimizer.getConfig();
    const rounded = { ...expected, learning_rate: actual.learning_rate };
    assertEquals(actual, rounded, name);
    // Keras tells its learning rate in float32.
    assertClose(
      [actual.learning_rate as number],
      [expected.learning_rate as number],
      { terms: 1 },
    );
    assertEquals(
      optimizers.get(name.toLowerCase() as optimizers.OptimizerName)
        .constructor,
      optimizer.constructor,
    );
  }
});
