/** Which constants are literals of the code, and which parameters. */

import { assertEquals, assertNotEquals, assertStrictEquals } from "@std/assert";
import { binary, constant, type Expr, input } from "../../backends/expr.ts";
import { prepare } from "../../backends/prepare.ts";

function scaled(by: number): Expr {
  return binary("mul", input(0), constant(by));
}

Deno.test("numbers that may change from call to call do not ask for new code", () => {
  const first = prepare([scaled(0.001)]), second = prepare([scaled(0.00101)]);
  assertEquals(first.key, second.key);
  assertEquals(first.parameters, [0.001]);
  assertEquals(second.parameters, [0.00101]);
  // Whole numbers may be counts: those of steps, batches, pixels.
  assertEquals(prepare([scaled(9)]).key, prepare([scaled(60_000)]).key);
});

Deno.test("numbers that mean something are part of the code", () => {
  const keys = [0, -0, 1, -1, 2, 0.5, Infinity, 0.001].map((by) =>
    prepare([scaled(by)]).key
  );
  assertEquals(new Set(keys).size, keys.length);
  assertNotEquals(prepare([scaled(2)]).key, prepare([scaled(0.5)]).key);
  assertEquals(prepare([scaled(2)]).parameters, []);
});

Deno.test("inputs that no expression uses are left out", () => {
  const { inputs, steps } = prepare([binary("sub", input(5), input(2))]);
  assertEquals(inputs, [2, 5]);
  assertEquals(steps.slice(0, 2), [
    { fn: "input", index: 1 },
    { fn: "input", index: 0 },
  ]);
});

Deno.test("the very same expressions are prepared once", () => {
  const [a, b] = [scaled(3), scaled(5)];
  assertStrictEquals(prepare([a, b]), prepare([a, b]));
  assertNotEquals(prepare([a]).results, prepare([a, b]).results);
});
