/** Steps that are taken before the device has told whether earlier ones counted. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

forEachBackend(
  "steps are counted that come before an earlier one is settled",
  async () => {
    using variable = new dg.layers.Variable(dg.ones([2]));
    using optimizer = new dg.optimizers.LossScaleOptimizer({
      innerOptimizer: new dg.optimizers.Adam(),
    });
    const gradients = [1, 2, Infinity, 3, 4].map((n) => dg.full([2], n));
    for (const gradient of gradients) optimizer.apply([gradient], [variable]);
    // Each question of the optimizer's was asked before this one.
    for (let i = 0; i < gradients.length; i++) await variable.value.read();
    assertEquals(optimizer.iterations, 4);
    optimizer.apply([gradients[0]], [variable]);
    for (let i = 0; i < gradients.length; i++) await variable.value.read();
    assertEquals(optimizer.iterations, 5);
  },
);
