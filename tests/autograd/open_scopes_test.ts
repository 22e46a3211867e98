/** Scopes that others run in, or that nobody is to run in any more. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { currentScope, outsideScopes } from "../../autograd/scope.ts";

Deno.test("the first tensor made inside a scope behind an await is refused", async () => {
  const scope = new dg.Scope();
  await Promise.resolve();
  const said = "Cannot use a scope across an await";
  assertThrows(() => dg.zeros([2]), Error, said);
  // It has been said.
  scope[Symbol.dispose]();
  assertEquals(currentScope(), undefined);
});

Deno.test("a scope goes on behind what is made outside of it", () => {
  let outside: dg.Tensor, inside: dg.Tensor;
  {
    using scope = new dg.Scope();
    outside = outsideScopes(() => dg.zeros([2]));
    assertThrows(
      () =>
        outsideScopes(() => {
          throw new RangeError("on the way");
        }),
      RangeError,
    );
    assertEquals(currentScope(), scope);
    inside = dg.zeros([2]);
  }
  assertEquals([outside.disposed, inside.disposed], [false, true]);
});
