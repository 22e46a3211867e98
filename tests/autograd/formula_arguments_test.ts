/** Formulas of what is no term: refused in words, by every function that writes them. */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";

const { formula } = dg;
const { x, y } = formula;

/** Right arguments by names; those of which there may be any number are marked. */
const CALLS: Readonly<
  Record<string, { args: readonly unknown[]; isOpen?: true }>
> = {
  ...Object.fromEntries(
    [
      ...["sub", "div", "pow", "maximum", "minimum", "greater", "equal"],
      ...["greaterEqual", "less", "lessEqual", "notEqual"],
    ].map((name) => [name, { args: [x, y] }]),
  ),
  ...Object.fromEntries(
    [
      ...["neg", "logicalNot", "abs", "sign", "floor", "ceil", "round", "sqrt"],
      ...["rsqrt", "square", "reciprocal", "exp", "expm1", "log", "log1p"],
      ...["sin", "cos", "tanh", "erf", "sigmoid", "softplus", "relu"],
    ].map((name) => [name, { args: [x] }]),
  ),
  add: { args: [x, y, 2], isOpen: true },
  mul: { args: [x, y, 2], isOpen: true },
  where: { args: [x, y, 2] },
  clip: { args: [x, y, 2] },
  isConstant: { args: [x, 2] },
  input: { args: [2] },
  polynomial: { args: [x, [1, 2]] },
};

/** What is neither an expression nor a number. */
const WRONG: readonly unknown[] = [
  ...["x", "1", true, 1n, Symbol("x"), null, undefined, () => 1, [], [x]],
  ...[{}, { fn: "input" }, { fn: "input", index: 0.5 }, { fn: "constant" }],
  ...[{ fn: "input", index: -1 }, { fn: "constant", value: "1" }],
  ...[{ fn: "toString", args: [x] }, { fn: "neg" }, { fn: "neg", args: [] }],
  ...[{ fn: "neg", args: [x, x] }, { fn: "neg", args: [, x] }],
  ...[{ fn: "add", args: [x, { fn: "neg", args: [null] }] }],
  dg.tensor(1),
];

function call(name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(formula, name), undefined, args);
}

Deno.test("every function of formula is among those that are tried, and takes what is right", () => {
  const functions = Object.entries(formula)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  assertEquals(functions.filter((name) => !(name in CALLS)), []);
  for (const [name, { args }] of Object.entries(CALLS)) {
    assert(call(name, args) !== undefined, name);
    // As arrays call functions.
    const calls = [x, 2].map((...args: unknown[]) => args.length);
    assertEquals(calls, [3, 3]);
  }
  assertEquals([x, y].map(formula.neg), [formula.neg(x), formula.neg(y)]);
});

for (const [name, { args, isOpen }] of Object.entries(CALLS)) {
  Deno.test(`formula.${name} refuses what is no term, and what it does not read`, () => {
    for (const place of args.keys()) {
      const isTerm = name !== "input" &&
        !(name === "isConstant" && place === 1);
      if (!isTerm) continue;
      for (const wrong of WRONG) {
        const error = assertThrows(
          () => call(name, args.with(place, wrong)),
          TypeError,
        );
        assertMatch(
          (error as Error).message,
          /^Cannot write a formula: expected /,
        );
      }
    }
    if (isOpen) return;
    assertThrows(
      () => call(name, [...args, 1]),
      TypeError,
      `Cannot write a formula: expected ${args.length} argument`,
    );
  });
}

Deno.test("elementwise and mapSum refuse an expression that is none, however deep", () => {
  const inputs = [dg.tensor([1, 2])];
  for (const wrong of WRONG) {
    for (const f of [dg.elementwise, dg.mapSum]) {
      const error = assertThrows(() => f(wrong as never, inputs), TypeError);
      assertMatch((error as Error).message, /expected an expression/);
    }
  }
  assertThrows(
    () => dg.mapSum(formula.mul(x, y), inputs),
    TypeError,
    "Cannot compute mapSum: expected at least 2 inputs, received 1",
  );
});
