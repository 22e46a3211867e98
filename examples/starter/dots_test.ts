import * as dg from "@decograd/decograd";
import { assert, assertEquals } from "@std/assert";
import { dotsAt, makeDecoder, SIDE } from "./dots.ts";

Deno.test("a dot is brightest at its place", async () => {
  const [brightest] = await dotsAt(dg.tensor([[1, 0.2]]))
    .reshape([1, -1]).argmax({ axis: 1 }).data();
  assertEquals([brightest % SIDE, Math.floor(brightest / SIDE)], [15, 3]);
});

Deno.test("the decoder draws images as large as those that it learns from", () => {
  const places = dg.zeros([3, 2]);
  assertEquals(makeDecoder().apply(places).shape, dotsAt(places).shape);
});

Deno.test("the decoder learns", async () => {
  dg.setRandomSeed(1);
  const places = dg.randomUniform([256, 2]);
  const { history: { mse } } = await makeDecoder()
    .fit(places, dotsAt(places), { batchSize: 16, epochs: 4, verbose: 0 });
  assert(mse[3] < mse[0] / 2, `${mse}`);
});
