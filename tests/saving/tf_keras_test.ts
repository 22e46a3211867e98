/** Files of tf.keras 2, whose configs have older words. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { loadModel, loadWeights } from "@decograd/decograd/saving";
import { assertClose } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  numbersOf,
} from "../helpers/fixtures.ts";
import { fileOf, forget, predict } from "./saved.ts";

const fixture = loadFixture<
  Record<string, { readonly x: FixtureTensor[]; readonly y: FixtureTensor }>
>("saving/tf_models.json");

for (const [name, { x, y }] of Object.entries(fixture)) {
  const file = `tf_${name}.h5`;
  Deno.test(`${file} predicts what Keras predicts with it`, async () => {
    const model = await loadModel(fileOf(file));
    const [predictions] = await predict(model, x);
    const magnitude = Math.max(...numbersOf(y).map(Math.abs));
    assertClose(predictions, numbersOf(y), { terms: 16, magnitude });
  });

  Deno.test(`the weights of ${file} are read alone, their lists in pieces`, async () => {
    const model = await loadModel(fileOf(file), { compile: false });
    const before = await predict(model, x);
    for (const byName of [false, true]) {
      forget(model);
      const { missing, extra } = await loadWeights(
        model,
        fileOf(`tf_${name}_weights.h5`),
        { byName },
      );
      assertEquals([missing, extra], [[], []]);
      assertEquals(await predict(model, x), before);
    }
  });
}

Deno.test("a layer that is an activation is one, and is written as one again", async () => {
  const model = await loadModel(fileOf("tf_functional.h5"));
  const [conv] = model.layers.filter((one) => one instanceof dg.layers.Conv2D);
  assertEquals([...await conv.activation(dg.tensor([-10, 1])).data()], [-2, 1]);
  const { activation } = conv.getConfig() as {
    activation: { class_name: string };
  };
  assertEquals(activation.class_name, "LeakyReLU");
});

Deno.test("how it was compiled is read in its older words", async () => {
  const model = await loadModel(fileOf("tf_functional.h5"));
  assert(model.optimizer instanceof dg.optimizers.Adam);
  assertEquals(model.compileOptions?.metrics, [["mean_absolute_error"]]);
});

Deno.test("the decay of an optimizer is a schedule", async () => {
  const { optimizer } = await loadModel(fileOf("tf_sequential.h5"));
  const config = optimizer.getConfig() as {
    learning_rate: { class_name: string };
  };
  assertEquals(config.learning_rate.class_name, "InverseTimeDecay");
  const weight = new dg.layers.Variable(1);
  // Keras 2: learning_rate / (1 + decay * iterations).
  for (const rate of [0.01, 0.01 / 1.5, 0.01 / 2]) {
    assertAlmostEquals(optimizer.learningRate, rate, 1e-12);
    optimizer.apply([dg.tensor(1)], [weight]);
  }
});
