/** Options of layers' parts at values that are seldom given. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";

const { relu } = dg.activations;

Deno.test("dims that are no permutation are refused", () => {
  for (const dims of [[1, 1], [2, 2], [1, 3], [0, 1], [1, 2, 2], [2]]) {
    assertThrows(
      () => new dg.layers.Permute({ dims }),
      dg.ValueError,
      "a permutation",
      JSON.stringify(dims),
    );
  }
});

Deno.test("what lies between a threshold below 0 and 0 is 0 where there is a highest value", async () => {
  const x = dg.tensor([-3, -1, -0.5, 0, 1, 5]);
  const y = relu(x, { threshold: -2, maxValue: 3 });
  assertEquals([...await y.data()].map(Math.abs), [0, 0, 0, 0, 1, 3]);
});

Deno.test("activations of numbers that read alike in a row are kept apart", async () => {
  const x = dg.tensor([100, -100]);
  const of = async (
    negativeSlope: number,
    maxValue: number,
  ) => [...await relu(x, { negativeSlope, maxValue }).data()];
  assertEquals(await of(1, 12), [12, -100]);
  assertEquals(await of(11, 2), [2, -1100]);
});

Deno.test("a spectrum is scaled by the sum of a window's sizes", async () => {
  const window = [1, -2, 3, -1];
  const kernel = new dg.initializers.STFT({ window, scaling: "spectrum" });
  // The first frequency is 0: its wave is 1 everywhere.
  const values = await kernel.call([4, 1, 3]).read();
  const first = Array.from(window, (_, t) => values[3 * t]);
  assertClose(first, window.map((value) => value / 7), { terms: 4 });
});

Deno.test("windows that are pooled follow each other without gaps, on each axis", async () => {
  const x = dg.reshape(dg.arange(24), [1, 4, 6, 1]);
  const y = new dg.layers.MaxPooling2D({ poolSize: [2, 3] }).apply(x);
  assertEquals([...y.shape], [1, 2, 2, 1]);
  assertEquals([...await y.data()], [8, 11, 20, 23]);
});
