/** Regression losses where numbers are small or have no logarithm. */

import * as dg from "@decograd/decograd";
import { assertClose } from "../../helpers/assert_close.ts";
import { forEachDevice } from "../../helpers/for_each_backend.ts";

const { losses } = dg;

forEachDevice("vectors have a direction however short they are", async () => {
  for (const size of [1, 1e-3, 1e-5]) {
    const t = dg.tensor([[3 * size, 4 * size]]);
    const p = dg.tensor([[4 * size, 3 * size]]);
    const loss = await losses.cosineSimilarity(t, p).read();
    assertClose(loss, [-0.96], { terms: 20 });
  }
});

Deno.test("the logarithmic error takes negative values for the least one", async () => {
  // Keras clips both sides to 1e-7 before it adds 1.
  const least = Math.log1p(1e-7);
  const pairs = [[-3, 0], [0, -0.5], [-1, -1], [2, -7], [-0.25, 5]];
  const expected = pairs.map((pair) => {
    const [a, b] = pair.map((x) => x > 0 ? Math.log1p(x) : least);
    return (a - b) ** 2;
  });
  const losses = dg.losses.meanSquaredLogarithmicError(
    dg.tensor(pairs.map(([target]) => [target])),
    dg.tensor(pairs.map(([, prediction]) => [prediction])),
  );
  // The least one is rounded when it is added to 1: by half a unit of that.
  assertClose(await losses.data(), expected, { terms: 4, magnitude: 1 });
});
