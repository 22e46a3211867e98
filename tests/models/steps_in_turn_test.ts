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
    let count = 0;
    const step = (): Promise<unknown> => {
      optimizer.apply([gradient], [variable]);
      count++;
      // What is read is computed now, so that the optimizer asks how far it is.
      return variable.value.read();
    };
    const look = async (ticks: number, place: string): Promise<void> => {
      for (let tick = 0; tick <= ticks; tick++) {
        assertEquals(optimizer.iterations, count, `tick ${tick} ${place}`);
        await null;
      }
    };
    for (let ticks = 0; ticks < 20; ticks++) {
      const first = step();
      await look(ticks, `behind step ${count}`);
      const second = step();
      await look(20, `behind step ${count}, ${ticks} behind the first`);
      // Reads let the event loop turn once in a while: the next ones wait for nothing.
      await Promise.all([first, second]);
    }
    optimizer.apply([dg.full([2], Infinity)], [variable]);
    await variable.value.read();
    await variable.value.read();
    assertEquals(optimizer.iterations, count);
  },
);
