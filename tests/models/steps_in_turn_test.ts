/** Steps that are taken before the device has told whether earlier ones counted. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

forEachBackend(
  "no step is forgotten while an earlier one is settled",
  async () => {
    using variable = new dg.layers.Variable(dg.ones([2]));
    using optimizer = new dg.optimizers.LossScaleOptimizer({
      innerOptimizer: new dg.optimizers.Adam(),
    });
    const gradient = dg.ones([2]);
    const readings: Promise<unknown>[] = [];
    let count = 0;
    for (let ticks = 0; ticks < 40; ticks++) {
      optimizer.apply([gradient], [variable]);
      // What is read is computed now, so that the optimizer asks how far it is.
      readings.push(variable.value.read());
      assertEquals(optimizer.iterations, ++count);
      for (let tick = 0; tick < ticks; tick++) {
        await null;
        assertEquals(optimizer.iterations, count, `tick ${tick} of ${ticks}`);
      }
    }
    await Promise.all(readings);
    optimizer.apply([dg.full([2], Infinity)], [variable]);
    await variable.value.read();
    await variable.value.read();
    assertEquals(optimizer.iterations, count);
  },
);
