/** Normalization by given or adapted mean and variance: derivatives, what it adapts to, and what it refuses. */

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const { Normalization } = dg.layers;

testLayers([
  [() => new Normalization({ mean: 3, variance: 4 }), [2, 3]],
  [() => new Normalization({ mean: [1, 2, 3], variance: [1, 4, 9] }), [2, 3]],
  [() => new Normalization({ axis: [1, 2], invert: true }), [2, 3, 2]],
  [() => new Normalization({ axis: null }), [2, 3]],
]);

testOptionsRefused([
  [Normalization, { mean: 1 }, "mean and variance, or neither"],
  [Normalization, { mean: [1, 2], variance: [1] }, "of one length"],
  [Normalization, { mean: [1], variance: [1], axis: null }, "for the axes"],
  [Normalization, { mean: "1", variance: 1 }, "mean to be a finite number"],
  [Normalization, { axis: 0.5 }, "axis"],
]);

testInputsRefused([
  [
    new Normalization({ mean: [1, 2], variance: [1, 2] }),
    [[2, 3]],
    dg.ShapeError,
    "an axis of size 2, as mean has, received [2, 3]",
  ],
  [new Normalization({ axis: 2 }), [[2, 3]], dg.ShapeError, "at least 3 axes"],
]);

forEachBackend(
  "what it adapts to has mean 0 and variance 1 then, and comes back inverted",
  async () => {
    const x = dg.randomNormal([50, 3, 2], { mean: 5, stddev: 3, seed: 1 });
    const layer = new Normalization({ axis: [2, 1], name: "n" });
    layer.adapt(x);
    const y = layer.apply(x);
    for (const mean of await dg.mean(y, { axis: 0 }).data()) {
      assertAlmostEquals(mean, 0, 1e-5);
    }
    for (const variance of await dg.variance(y, { axis: 0 }).data()) {
      assertAlmostEquals(variance, 1, 1e-4);
    }
    assertEquals(layer.trainableVariables, []);
    assertEquals(
      layer.weights.map(({ path, shape }) => [path, [...shape]]),
      [["n/mean", [3, 2]], ["n/variance", [3, 2]], ["n/count", []]],
    );
    const back = new Normalization({ axis: [2, 1], invert: true });
    back.build([null, 3, 2]);
    back.setWeights(layer.getWeights());
    const again = await back.apply(y).data();
    (await x.data()).forEach((one, i) =>
      assertAlmostEquals(again[i], one, 1e-4)
    );
  },
);

Deno.test("where mean and variance are given, there is nothing to adapt", () => {
  const layer = new Normalization({ mean: 0, variance: 1 });
  assertThrows(
    () => layer.adapt(dg.ones([2, 3])),
    dg.ValueError,
    "not to be given",
  );
  const wrong = () => new Normalization().adapt([1] as unknown as dg.Tensor);
  assertThrows(wrong, TypeError, "expected a tensor");
});

// Keras's diffusion models turn what they have drawn back by these.
forEachBackend(
  "its mean and variance are tensors that go with inputs",
  async () => {
    const data = dg.tensor([[1, 10], [3, 30]]);
    const adapted = new Normalization();
    assertThrows(() => adapted.mean, ReferenceError, "Cannot read the mean of");
    adapted.adapt(data);
    const listed = new Normalization({ mean: [2, 20], variance: [1, 100] });
    const single = new Normalization({ mean: 2, variance: 9 });
    const table: [
      dg.layers.Normalization,
      shape: number[],
      mean: number[],
      variance: number[],
    ][] = [
      [adapted, [1, 2], [2, 20], [1, 100]],
      [listed, [1, 2], [2, 20], [1, 100]],
      [single, [1, 1], [2], [9]],
    ];
    for (const [layer, shape, mean, variance] of table) {
      const y = layer.apply(data);
      assertEquals([...layer.mean.shape], shape);
      assertEquals([...await layer.mean.data()], mean);
      assertEquals([...await layer.variance.data()], variance);
      const back = y.mul(layer.variance.sqrt()).add(layer.mean);
      for (const [i, value] of (await back.data()).entries()) {
        assertAlmostEquals(value, [1, 10, 3, 30][i], 1e-5);
      }
    }
  },
);
