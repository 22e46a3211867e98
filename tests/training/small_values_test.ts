/** Optimizers where values are small or cannot be. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { forEachDevice } from "../helpers/for_each_backend.ts";

const { optimizers } = dg;

forEachDevice("Lamb leaves a weight of zeros as Adam does", async () => {
  using variable = new dg.layers.Variable(dg.zeros([2]));
  using optimizer = new optimizers.Lamb({ learningRate: 0.1 });
  optimizer.apply([dg.tensor([2, -2])], [variable]);
  assertClose(await variable.value.read(), [-0.1, 0.1], { terms: 100 });
});

Deno.test("a state with a number that cannot be changes nothing", async () => {
  using variable = new dg.layers.Variable(dg.tensor([1, 2]));
  using optimizer = new optimizers.SGD({ momentum: 0.5 });
  optimizer.apply([dg.tensor([1, 1])], [variable]);
  const before = await optimizer.getState();
  for (const number of [NaN, Infinity]) {
    for (const at of [0, 1]) {
      const state = before.map((one) => ({
        ...one,
        data: Float64Array.from(one.data, (value) => value + 1),
      }));
      state[at].data[0] = number;
      assertThrows(() => optimizer.setState(state), dg.ValueError);
      assertEquals(await optimizer.getState(), before);
    }
  }
});
