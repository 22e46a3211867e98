/** The binary cross-entropy: labels between 0 and 1, logits far from 0. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { BinaryCrossentropy } = dg.losses;

forEachDevice("labels are smoothed like Keras's", async () => {
  const loss = new BinaryCrossentropy({ labelSmoothing: 0.5 });
  const value = await loss.call(dg.tensor([[1, 0]]), dg.tensor([[0.5, 0.2]]))
    .item();
  const expected = -(Math.log(0.5) + 0.25 * Math.log(0.2) +
    0.75 * Math.log(0.8)) / 2;
  assertClose([value], [expected], { terms: 4 });
});

forEachDevice("logits far from 0 neither overflow nor vanish", async () => {
  const logits = dg.tensor([[-1000, 1000], [-1000, 1000]]);
  const targets = dg.tensor([[0, 1], [1, 0]]);
  const loss = new BinaryCrossentropy({ fromLogits: true });
  const f = (p: dg.Tensor) => loss.call(targets, p);
  assertEquals(await f(logits).item(), 500);
  assertEquals([...await dg.grad(f)(logits).read()], [0, 0, -0.25, 0.25]);
});
