/** Expressions as programs. */

import { assertEquals, assertNotEquals } from "@std/assert";
import {
  binary,
  constant,
  type Expr,
  input,
  inputsOf,
  substitute,
  unary,
  where,
} from "../../backends/expr.ts";
import { toProgram } from "../../backends/program.ts";

const x = input(0), y = input(1);

Deno.test("a program has each distinct value once, in an order that can be run", () => {
  const sum = binary("add", x, y);
  const again = binary("add", input(0), input(1));
  const { steps, results } = toProgram([
    binary("mul", sum, again),
    unary("exp", sum),
    sum,
  ]);
  assertEquals(steps, [
    { fn: "input", index: 0 },
    { fn: "input", index: 1 },
    { fn: "add", args: [0, 1] },
    { fn: "mul", args: [2, 2] },
    { fn: "exp", args: [2] },
  ]);
  assertEquals(results, [3, 4, 2]);
});

Deno.test("equal programs have equal keys, others do not", () => {
  const key = (...exprs: Expr[]): string => toProgram(exprs).key;
  assertEquals(
    key(binary("sub", x, constant(1))),
    key(binary("sub", input(0), constant(1))),
  );
  const different = [
    key(binary("sub", x, y)),
    key(binary("sub", y, x)),
    key(binary("sub", x, constant(0))),
    key(binary("sub", x, constant(-0))),
    key(binary("sub", x, constant(NaN))),
    key(x, y),
    key(y, x),
    key(x),
    key(where(x, y, constant(2))),
    key(where(y, x, constant(2))),
  ];
  assertEquals(new Set(different).size, different.length);
});

Deno.test("a deep expression that shares its parts stays small", () => {
  let expr = x;
  for (let i = 0; i < 60; i++) expr = binary("mul", expr, expr);
  assertEquals(toProgram([expr]).steps.length, 61);
  assertEquals(inputsOf(expr), [0]);
  const other = substitute(expr, () => y);
  assertEquals(toProgram([other]).steps.length, 61);
  assertEquals(inputsOf(other, x), [0, 1]);
  assertNotEquals(toProgram([other]).key, toProgram([expr]).key);
});
