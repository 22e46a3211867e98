/** Holes in lists count as what they are: nothing. */

import * as dg from "@decograd/decograd";
import { assertEquals, assertThrows } from "@std/assert";

Deno.test("weights and states with holes are refused whole", async () => {
  const model = new dg.layers.Dense({ units: 1 });
  const optimizer = new dg.optimizers.Adam();
  const trainer = new dg.Trainer({ model, optimizer, loss: "mse" });
  trainer.step(dg.ones([2, 3]), dg.zeros([2, 1]));
  const before = await optimizer.getState();
  const weights = model.getWeights();

  assertThrows(() => model.setWeights(new Array(2)), TypeError, "a tensor");
  assertThrows(() => model.setWeights([weights[0], ,] as never), Error);
  for (const [i, { shape, data }] of before.entries()) {
    const state = before.map((one) => ({ ...one }));
    state[i] = {
      ...before[i],
      shape,
      data: new Array<number>(data.length) as never,
    };
    assertThrows(() => optimizer.setState(state), dg.ValueError, "data");
    const holey = before.map((one): ArrayLike<number> => one.data);
    holey[i] = new Array(data.length);
    assertThrows(() => optimizer.setWeights(holey), dg.ValueError, "number");
  }
  const sparse = new Array<dg.Tensor>(2);
  assertThrows(
    () => optimizer.apply(sparse, model.trainableVariables),
    Error,
    "Cannot",
  );
  assertEquals(await optimizer.getState(), before);
});
