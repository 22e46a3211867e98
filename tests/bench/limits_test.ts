/** What the processor can do at most. */

import { assert } from "@std/assert";
import { limits } from "../../bench/machine/limits.ts";

Deno.test("multiplying and copying have a limit, which is measured", () => {
  for (const { name, measure } of limits()) {
    const rate = measure();
    assert(rate > 0.1 && rate < 1e5, `${name}: ${rate}`);
  }
});
