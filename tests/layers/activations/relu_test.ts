/** Rectifiers with options that are seldom given. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

const { relu } = dg.activations;

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
