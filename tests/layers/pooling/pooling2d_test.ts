/** Windows that are pooled. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("windows that are pooled follow each other without gaps, on each axis", async () => {
  const x = dg.reshape(dg.arange(24), [1, 4, 6, 1]);
  const y = new dg.layers.MaxPooling2D({ poolSize: [2, 3] }).apply(x);
  assertEquals([...y.shape], [1, 2, 2, 1]);
  assertEquals([...await y.data()], [8, 11, 20, 23]);
});
