/** Layers that are not to be trained. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("a frozen BatchNormalization keeps to its moving statistics in training", async () => {
  using layer = new dg.layers.BatchNormalization({
    epsilon: 0,
    trainable: false,
  });
  const x = dg.tensor([[5, 100], [7, 300]]);
  layer.build(x.shape);
  layer.movingMean.assign(dg.tensor([1, 200]));
  layer.movingVariance.assign(dg.tensor([4, 100]));
  const y = layer.apply(x, { training: true });
  assertEquals([...await y.data()], [2, -10, 3, 10]);
  assertEquals([...await layer.movingMean.value.data()], [1, 200]);
  assertEquals([...await layer.movingVariance.value.data()], [4, 100]);
});
