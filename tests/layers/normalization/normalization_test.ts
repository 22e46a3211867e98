/** Normalizations: derivatives, and what they refuse. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { moments, normalize } from "../../../autograd/ops/normalize.ts";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { testLayers } from "../../helpers/check_layer.ts";
import {
  testInputsRefused,
  testOptionsRefused,
} from "../../helpers/refusals.ts";

const {
  BatchNormalization,
  GroupNormalization,
  LayerNormalization,
  RMSNormalization,
  UnitNormalization,
} = dg.layers;
const { ShapeError, ValueError } = dg;

testLayers([
  [() => new BatchNormalization({ axis: 1 }), [2, 3, 2]],
  [() => new BatchNormalization({ scale: false }), [3, 2]],
  [() => new LayerNormalization({ axis: [1, 2] }), [2, 2, 3]],
  [() => new LayerNormalization({ gammaRegularizer: "l2" }), [2, 4]],
  [() => new GroupNormalization({ groups: 2 }), [2, 2, 2, 4]],
  [() => new UnitNormalization(), [2, 3]],
  [() => new RMSNormalization(), [2, 3]],
  [() => new RMSNormalization({ axis: [2, 1] }), [2, 3, 2]],
  [() => new RMSNormalization({ axis: 1, epsilon: 0.1 }), [2, 3, 2]],
]);

testOptionsRefused([
  [BatchNormalization, { epsilon: NaN }, "epsilon"],
  [BatchNormalization, { axis: null }, "axis"],
  [LayerNormalization, { axis: [] }, "axis"],
  [RMSNormalization, { epsilon: NaN }, "epsilon"],
  [LayerNormalization, { axis: 0.5 }, "axis"],
  [GroupNormalization, { groups: 0 }, "groups"],
]);

testInputsRefused([
  [new BatchNormalization({ axis: 5 }), [[2, 3]], ValueError, "axis"],
  [new LayerNormalization({ axis: 5 }), [[2, 3]], ValueError, "axis"],
  [new RMSNormalization({ axis: 5 }), [[2, 3]], ShapeError, "6 axes"],
  [
    new GroupNormalization({ groups: 4 }),
    [[2, 3, 6]],
    ValueError,
    "multiple of groups 4",
  ],
  [
    new GroupNormalization({ groups: 1, axis: 0 }),
    [[2, 6]],
    ValueError,
    "on axis 0",
  ],
  [
    new UnitNormalization({ axis: 2, name: "unit" }),
    [[2, 3]],
    ValueError,
    'Cannot compute UnitNormalization "unit": expected an axis from -2 to 1, received axis 2',
  ],
]);

Deno.test("normalizations that are built refuse other channels", () => {
  for (
    const layer of [
      new BatchNormalization(),
      new LayerNormalization(),
      new GroupNormalization({ groups: 1 }),
    ]
  ) {
    layer.apply(dg.zeros([2, 3]));
    const apply = () => layer.apply(dg.zeros([2, 4]));
    assertThrows(apply, ShapeError, "size 3");
  }
});

Deno.test("configs that ask for what there is not are refused", () => {
  const configs = [
    ["BatchNormalization", "renorm"],
    ["LayerNormalization", "rms_scaling"],
  ] as const;
  for (const [class_name, key] of configs) {
    const config = { [key]: true };
    const read = () => dg.layers.deserialize({ class_name, config });
    assertThrows(read, ValueError, key);
  }
  assertThrows(
    () => dg.layers.deserialize({ class_name: "BatchNormalisation" }),
    ValueError,
    "did you mean BatchNormalization",
  );
});

Deno.test("normalizing differentiates, through the statistics too", async () => {
  for (const axis of [[0, 1], [1]]) {
    const f = (x: dg.Tensor, scale: dg.Tensor, offset: dg.Tensor) =>
      normalize(x, moments(x, axis), 1e-3, scale, offset);
    const small = { shape: axis.length === 2 ? [1, 1, 2] : [2, 1, 2] };
    await checkGradient(f, [{ shape: [2, 3, 2] }, small, small]);
  }
});

Deno.test("LayerNormalization takes inputs of any rank that has its axes", async () => {
  const layer = new LayerNormalization();
  layer.apply(dg.ones([2, 3]));
  assertEquals(layer.apply(dg.ones([2, 5, 3])).shape, [2, 5, 3]);
  const x = dg.tensor([0, 3, 6, 1, 1, 1]);
  const rows = await layer.apply(dg.reshape(x, [2, 3])).data();
  const deeper = await layer.apply(dg.reshape(x, [1, 1, 2, 3])).data();
  assertEquals([...deeper], [...rows]);
  assertThrows(() => layer.apply(dg.ones([2, 5, 4])), ShapeError, "axis -1");
  const second = new LayerNormalization({ axis: 2 });
  second.apply(dg.ones([2, 5, 3]));
  assertThrows(() => second.apply(dg.ones([2, 5])), ShapeError, "axes");
});

Deno.test("a frozen BatchNormalization keeps to its moving statistics in training", async () => {
  using layer = new BatchNormalization({
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
