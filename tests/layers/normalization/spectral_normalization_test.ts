/** SpectralNormalization: derivatives, what it refuses, and how it is written down. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Conv2D, Dense, ReLU, SpectralNormalization } = dg.layers;

testLayers([
  [
    () => new SpectralNormalization({ layer: new Dense({ units: 2 }) }),
    [2, 3],
  ],
]);

testOptionsRefused([
  [SpectralNormalization, { layer: null }, "expected layer to be a layer"],
  [
    SpectralNormalization,
    { layer: new Dense({ units: 1 }), powerIterations: 0 },
    "powerIterations",
  ],
]);

testInputsRefused([
  [
    new SpectralNormalization({ layer: new ReLU() }),
    [[2, 3]],
    dg.ValueError,
    "a kernel or embeddings",
  ],
]);

Deno.test("a model of layers in layers comes back from its config", async () => {
  const { BatchNormalization, GlobalAveragePooling2D, LeakyReLU } = dg.layers;
  const conv = new Conv2D({ filters: 2, kernelSize: 3, useBias: false });
  const model = new dg.Sequential([
    new SpectralNormalization({ layer: conv, inputShape: [5, 5, 1] }),
    new BatchNormalization(),
    new LeakyReLU(),
    new GlobalAveragePooling2D(),
  ]);
  const object = JSON.parse(JSON.stringify(dg.layers.serialize(model)));
  const copy = dg.layers.deserialize(object);
  assertEquals(copy.getConfig(), model.getConfig());
  const x = dg.randomNormal([2, 5, 5, 1], { seed: 1 });
  copy.setWeights(model.getWeights());
  const [actual, expected] = [copy, model].map((one) => one.apply(x));
  assertEquals(await actual.data(), await expected.data());
  assertEquals(
    model.weights.map(({ name }) => name),
    [
      "kernel",
      "vector_u",
      "gamma",
      "beta",
      "moving_mean",
      "moving_variance",
    ],
  );
});

Deno.test("the layer inside may be one's own, and have parts that are", () => {
  class Half extends dg.initializers.Initializer {
    override call(shape: readonly number[]): dg.Tensor {
      return dg.mul(dg.ones(shape), 0.5);
    }
  }
  class Own extends Dense {}
  const kernelInitializer = new Half();
  for (const Inner of [Dense, Own]) {
    const inner = new Inner({ units: 2, kernelInitializer });
    const layer = new SpectralNormalization({ layer: inner });
    const object = dg.layers.serialize(layer);
    const copy = dg.layers.deserialize(object, { Half, Own });
    assertEquals(copy.getConfig(), layer.getConfig());
  }
});
