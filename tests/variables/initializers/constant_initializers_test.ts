/** Initializers that draw nothing. */

import { assertEquals } from "@std/assert";
import * as initializers from "@decograd/decograd/initializers";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { valuesOf } from "../../helpers/values_of.ts";

forEachBackend(
  "constant initializers fill what they are asked for",
  async () => {
    assertEquals(await valuesOf(initializers.get("zeros").call([2])), [0, 0]);
    assertEquals(await valuesOf(initializers.get("one").call([2])), [1, 1]);
    assertEquals(await valuesOf(initializers.get("constant").call([2])), [
      0,
      0,
    ]);
    const half = new initializers.Constant({ value: 0.5 });
    assertEquals(await valuesOf(half.call([])), [0.5]);
    const wide = new initializers.Identity({ gain: 3 }).call([2, 3]);
    assertEquals(await valuesOf(wide), [3, 0, 0, 0, 3, 0]);
    assertEquals(await valuesOf(initializers.get("identity").call([0, 2])), []);
  },
);
