/** A step whose gradients are infinite, clipped or not: it shows, on every backend. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

/** The weights after a step with such gradients. */
async function stepped(
  options: dg.optimizers.SGDOptions,
  gradients: readonly number[],
): Promise<number[]> {
  using weight = new dg.layers.Variable(dg.ones([gradients.length]));
  using gradient = dg.tensor(gradients);
  new dg.optimizers.SGD(options).apply([gradient], [weight]);
  return [...await weight.value.read()];
}

forEachBackend(
  "infinite gradients leave no weight that looks right",
  async () => {
    for (const bad of [Infinity, -Infinity, NaN]) {
      const gradients = [0.5, bad, 1];
      const all = await stepped({ globalClipnorm: 1 }, gradients);
      assertEquals(all, [NaN, NaN, NaN], `of the global norm, ${bad}`);
      const own = await stepped({ clipnorm: 1 }, gradients);
      assertEquals(own[1], NaN, `of the own norm, ${bad}`);
      const none = await stepped({}, gradients);
      assertEquals(Number.isFinite(none[1]), false, `without a norm, ${bad}`);
    }
  },
  { onWebGPU: true },
);
