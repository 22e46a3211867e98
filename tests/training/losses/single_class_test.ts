/** Cross-entropies of a single class teach nothing, and say so. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as losses from "@decograd/decograd/losses";
import { warningsOf } from "../../helpers/warnings.ts";

Deno.test("losses that say the same of any prediction of a single class warn of it, once", async () => {
  const y = dg.tensor([[1], [0]]), p = dg.tensor([[0.9], [0.1]]);
  const names = [
    "categoricalCrossentropy",
    "categoricalFocalCrossentropy",
  ] as const;
  const said = warningsOf(() => {
    losses.categoricalCrossentropy(y, p, { axis: 0 });
    losses.binaryCrossentropy(y, p);
    for (const name of [...names, ...names]) losses[name](y, p);
  });
  assertEquals(said.map((text) => text.split(" ")[0]), [...names]);
  for (const name of names) {
    const values = [p, p.mul(0.5)].map((p) => losses[name](y, p).data());
    const [whole, half] = await Promise.all(values);
    assertEquals(half, whole);
  }
});
