/** Orders of axes. */

import { assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("dims that are no permutation are refused", () => {
  for (const dims of [[1, 1], [2, 2], [1, 3], [0, 1], [1, 2, 2], [2]]) {
    assertThrows(
      () => new dg.layers.Permute({ dims }),
      dg.ValueError,
      "a permutation",
      JSON.stringify(dims),
    );
  }
});
