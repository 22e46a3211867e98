/** Dropout and noise: derivatives, what they draw, and what they refuse. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { testLayers } from "../../helpers/check_layer.ts";
import { testOptionsRefused } from "../../helpers/refusals.ts";

const {
  AlphaDropout,
  Dropout,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
} = dg.layers;

testLayers([
  [() => new AlphaDropout({ rate: 0.5, noiseShape: [null, 1] }), [2, 3]],
  [() => new GaussianDropout({ rate: 0.5, seed: 3 }), [2, 3]],
  [() => new Dropout({ rate: 0.5, noiseShape: [null, 1] }), [2, 3]],
  [() => new SpatialDropout1D({ rate: 0.5 }), [1, 3, 2]],
  [() => new SpatialDropout2D({ rate: 0.5 }), [1, 2, 2, 2]],
  [() => new GaussianNoise({ stddev: 0.5, seed: 3 }), [2, 3]],
]);

testOptionsRefused([
  [GaussianDropout, { rate: 1 }, "rate to be a finite number, 0 or more and"],
  [AlphaDropout, { rate: 1.5 }, "rate to be a finite number from 0 to 1"],
  [
    Dropout,
    { rate: 1.5 },
    "rate to be a finite number from 0 to 1, received 1.5",
  ],
  [Dropout, { rate: -1 }, "rate to be a finite number from 0 to 1"],
  [Dropout, { rate: 0.5, seed: 1.5 }, "seed"],
  [Dropout, { rate: 0.5, noiseShape: [0] }, "noiseShape"],
  [SpatialDropout2D, { rate: 0.5, noiseShape: [1] }, "noiseShape"],
  [GaussianNoise, { stddev: 2 }, "stddev to be a finite number from 0 to 1"],
]);

Deno.test("a noise shape that does not broadcast to the input is refused", () => {
  const dropout = new Dropout({ rate: 0.5, noiseShape: [2] });
  const apply = () => dropout.apply(dg.zeros([2, 3]), { training: true });
  assertThrows(apply, dg.ShapeError, "noiseShape [2] broadcasts");
});

Deno.test("dropout repeats itself by its seed, and differs from call to call", async () => {
  const x = dg.ones([1, 64]);
  const draw = (layer: dg.layers.Layer) =>
    layer.apply(x, { training: true }).data();
  const [a, b] = [1, 1].map((seed) => new Dropout({ rate: 0.5, seed }));
  const first = await draw(a);
  assertEquals(await draw(b), first);
  assert((await draw(a)).some((value, i) => value !== first[i]));
  dg.setRandomSeed(4);
  const c = await draw(new Dropout({ rate: 0.5 }));
  dg.setRandomSeed(4);
  assertEquals(await draw(new Dropout({ rate: 0.5 })), c);
});

Deno.test("dropout keeps the mean, and drops what the noise shape says", async () => {
  const x = dg.ones([100, 100]);
  const layer = new Dropout({ rate: 0.25, noiseShape: [null, 1], seed: 1 });
  const rows = await dg.mean(layer.apply(x, { training: true }), { axis: 1 })
    .data();
  for (const row of rows) assert(row === 0 || Math.abs(row - 4 / 3) < 1e-6);
  const plain = new Dropout({ rate: 0.25, seed: 1 });
  const mean = await dg.mean(plain.apply(x, { training: true })).item();
  // 10,000 draws, each with deviation sqrt(1 / 3).
  assert(Math.abs(mean - 1) < 4 * Math.sqrt(1 / 3) / 100);
  const all = new Dropout({ rate: 1 }).apply(x, { training: true });
  assertEquals(await dg.sum(all).item(), 0);
});

Deno.test("spatial dropout drops whole channels", async () => {
  const steps = new SpatialDropout1D({ rate: 0.5, seed: 2 });
  const dropped = steps.apply(dg.ones([8, 8, 8]), { training: true });
  const ofChannels = await dg.mean(dropped, { axis: 1 }).data();
  assertEquals([...new Set(ofChannels)].sort(), [0, 2]);
  for (const dataFormat of ["channels_last", "channels_first"] as const) {
    const layer = new SpatialDropout2D({
      rate: 0.5,
      dataFormat,
      seed: 2,
    });
    const y = layer.apply(dg.ones([8, 8, 8, 8]), { training: true });
    const axis = dataFormat === "channels_last" ? [1, 2] : [2, 3];
    const means = new Set(await dg.mean(y, { axis }).data());
    assertEquals([...means].sort(), [0, 2]);
  }
});

Deno.test("noise has the deviation that it is given", async () => {
  const layer = new GaussianNoise({ stddev: 0.5, seed: 1 });
  const y = layer.apply(dg.zeros([10_000]), { training: true });
  const deviation = Math.sqrt(await dg.variance(y).item());
  assert(Math.abs(deviation - 0.5) < 4 * 0.5 / Math.sqrt(2 * 10_000));
});

Deno.test("noise that is multiplied has mean 1 and the variance of dropout", async () => {
  const layer = new GaussianDropout({ rate: 0.2, seed: 1 });
  const y = layer.apply(dg.full([10_000], 3), { training: true });
  // The deviation of each is 3 times the root of 0.2 / 0.8.
  assert(Math.abs(await dg.mean(y).item() - 3) < 4 * 1.5 / 100);
  const deviation = Math.sqrt(await dg.variance(y).item());
  assert(Math.abs(deviation - 1.5) < 4 * 1.5 / Math.sqrt(2 * 10_000));
});

Deno.test("alpha dropout keeps mean and variance, and drops to one value", async () => {
  const layer = new AlphaDropout({ rate: 0.3, seed: 1 });
  const x = dg.randomNormal([10_000], { seed: 2 });
  const y = layer.apply(x, { training: true });
  // Mean 0 and variance 1, whose own deviations are 0.01 and, as the fourth moment is below 6, less than 0.025.
  assert(Math.abs(await dg.mean(y).item()) < 4 * 0.01);
  assert(Math.abs(await dg.variance(y).item() - 1) < 4 * 0.025);
  // Of Keras's formula.
  const floor = -1.6732632423543772 * 1.0507009873554805;
  const factor = ((1 - 0.3) * (1 + 0.3 * floor ** 2)) ** -0.5;
  const dropped = factor * floor - factor * floor * 0.3;
  const values = await y.data();
  const share = values.filter((one) => Math.abs(one - dropped) < 1e-6).length;
  assert(Math.abs(share / 10_000 - 0.3) < 4 * Math.sqrt(0.3 * 0.7) / 100);
  const [kept] = values.filter((one) => Math.abs(one - dropped) >= 1e-6);
  const first = values.indexOf(kept);
  const expected = factor * (await x.data())[first] - factor * floor * 0.3;
  assert(Math.abs(kept - expected) < 1e-6);
});
