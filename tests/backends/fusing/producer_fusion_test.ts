/** Folds and products of what is the same everywhere and never stored. */

import { assertEquals } from "@std/assert";
import { binary, constant, input } from "../../../backends/expr.ts";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import type { Shape } from "../../../backends/view.ts";
import { operandOn } from "../../helpers/operand_on.ts";
import { StrictBackend } from "../../helpers/strict_backend.ts";

Deno.test("folds of constants, and of what is made of them alone, are those of so many elements", async () => {
  const backend = new FusingBackend(new StrictBackend());
  const make = (shape: Shape) => operandOn(backend, shape);
  const square = binary("mul", input(0), input(0));
  for (const fn of ["sum", "max"] as const) {
    for (const isMapped of [false, true]) {
      const x = make([3, 4]), y = make([3, 4]), out = make([3, 1]);
      backend.elementwise([constant(-3)], [], [x]);
      backend.elementwise([square], [x], [y]);
      backend.reduce(fn, [input(0)], [isMapped ? y : x], [out]);
      for (const { buffer } of [x, y]) backend.free(buffer);
      const each = (isMapped ? 9 : -3) * (fn === "sum" ? 4 : 1);
      assertEquals([...await backend.read(out.buffer, 3)], [each, each, each]);
      backend.free(out.buffer);
    }
  }
  assertEquals(backend.inner.bytesInUse, 0);
});
