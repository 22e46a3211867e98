/** Keras's own answers for the layers that stand beside convolutions, some of them in training. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import {
  type FixtureTensor,
  loadFixture,
  tensorOf,
} from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const L = dg.layers;

interface Case {
  readonly layer: string;
  readonly training: boolean;
  readonly x: FixtureTensor;
  readonly weights: FixtureTensor[];
  readonly y: FixtureTensor;
  readonly grad_out: FixtureTensor;
  readonly dx: FixtureTensor;
  readonly dweights: (FixtureTensor | null)[];
  readonly weights_after: FixtureTensor[];
}

const { cases } = loadFixture<{ cases: Case[] }>(
  "behaviour/companion_layers.json",
);

// Without AveragePooling2D with padding "same": these answers are those of Keras on PyTorch, which repeats the border where
// the padding is uneven. On TensorFlow, and here, the mean is that of the cells inside (see catalogue_layers.json).
const MADE: Readonly<Record<string, () => dg.layers.Layer>> = {
  "BatchNormalization()": () => new L.BatchNormalization(),
  "GroupNormalization(groups=3)": () => new L.GroupNormalization({ groups: 3 }),
  "MaxPooling2D()": () => new L.MaxPooling2D(),
  "MaxPooling2D(3,strides=2,padding=same)": () =>
    new L.MaxPooling2D({ poolSize: 3, strides: 2, padding: "same" }),
  "GlobalAveragePooling2D()": () => new L.GlobalAveragePooling2D(),
  "UpSampling2D(2,bilinear)": () =>
    new L.UpSampling2D({ size: 2, interpolation: "bilinear" }),
  "ZeroPadding2D((1,2))": () => new L.ZeroPadding2D({ padding: [1, 2] }),
  "Conv2D(4,3,strides=2,padding=same)": () =>
    new L.Conv2D({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
  "Conv2D(2,3,padding=same,dilation_rate=2)": () =>
    new L.Conv2D({
      filters: 2,
      kernelSize: 3,
      padding: "same",
      dilationRate: 2,
    }),
  "Conv2D(6,3,groups=3,padding=same)": () =>
    new L.Conv2D({ filters: 6, kernelSize: 3, padding: "same", groups: 3 }),
  "Dense(5)": () => new L.Dense({ units: 5 }),
  "Flatten()": () => new L.Flatten(),
};

forEachBackend("outputs, gradients and statistics are Keras's", async () => {
  let checked = 0;
  for (const one of cases) {
    const make = Object.hasOwn(MADE, one.layer) && MADE[one.layer];
    if (!make) continue;
    checked++;
    const layer = make();
    const x = tensorOf(one.x);
    layer.ensureBuilt(x.shape);
    layer.setWeights(one.weights.map(tensorOf));
    const { training } = one;
    const output = dg.noGrad(() => layer.apply(x, { training }));
    layer.setWeights(one.weights.map(tensorOf));
    const upstream = tensorOf(one.grad_out);
    const { gradients } = dg.valueAndGrad(
      () => dg.sum(dg.mul(layer.apply(x, { training }), upstream)),
      [x, ...layer.weights],
    );
    const actual = [output, ...layer.getWeights(), ...gradients];
    const expected = [one.y, ...one.weights_after, one.dx, ...one.dweights];
    assertEquals(actual.length, expected.length);
    for (const [i, wanted] of expected.entries()) {
      if (!wanted) continue;
      assertEquals(actual[i].shape, wanted.shape);
      // Keras's answers passed through float32.
      const how = { terms: 40, eps: 2 ** -23, magnitude: 4 };
      assertClose(await actual[i].read(), wanted.data, how);
    }
  }
  assertEquals(checked, 13);
});
