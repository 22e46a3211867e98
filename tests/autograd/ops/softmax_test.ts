/** The softmax family. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";
import { valuesOf } from "../../helpers/values_of.ts";

Deno.test("the softmax family has the derivatives of its values", async () => {
  for (const f of [dg.softmax, dg.logSoftmax, dg.logSumExp]) {
    for (const axis of [-1, 0, [0, 1]]) {
      await checkGradient((x) => f(x, { axis }), [{ shape: [2, 3] }]);
    }
  }
  await checkGradient((x) => dg.logSumExp(x), [{ shape: [2, 2] }]);
});

Deno.test("the softmax family does not overflow", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1000, 1000]);
  assertEquals(await valuesOf(dg.softmax(x)), [0.5, 0.5]);
  assertEquals(await dg.logSumExp(x).item(), 1000 + Math.log(2));
});
