/** Formulas: the names of ops on expressions, literals left out where they change nothing, and what is no term. */

import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { compile } from "../../backends/reference/evaluate.ts";
import * as ops from "../../autograd/ops/elementwise.ts";
import { BINARY, UNARY } from "../helpers/op_cases.ts";

const { formula } = dg;
const { x, y } = formula;
const SPECIAL = [0, -0, 1, -1, 2.5, Infinity, -Infinity, NaN];

const OPERATIONS: Record<
  string,
  [
    (a: dg.Expr | number, b: dg.Expr | number) => dg.Expr,
    (a: number, b: number) => number,
  ]
> = {
  add: [dg.formula.add, (a, b) => a + b],
  sub: [dg.formula.sub, (a, b) => a - b],
  mul: [dg.formula.mul, (a, b) => a * b],
  div: [dg.formula.div, (a, b) => a / b],
  neg: [(a) => dg.formula.neg(a), (a) => -a],
  "neg of a difference": [
    (a, b) => dg.formula.neg(dg.formula.sub(a, b)),
    (a, b) => -(a - b),
  ],
  where: [
    (a, b) => dg.formula.where(x, a, b),
    (a) => a,
  ],
};

function valueAt(expr: dg.Expr, at: number): number {
  const results = new Float64Array(1);
  compile([expr])(Float64Array.of(at), results);
  return results[0];
}

Deno.test("formulas with literals give what IEEE 754 does, whatever is left out", () => {
  for (const [name, [formula, value]] of Object.entries(OPERATIONS)) {
    for (const literal of SPECIAL) {
      for (const at of SPECIAL) {
        const [left, right] = [formula(literal, x), formula(x, literal)];
        const isChosen = at !== 0;
        const [ab, ba] = name === "where"
          ? isChosen ? [literal, at] : [at, literal]
          : [value(literal, at), value(at, literal)];
        assertEquals(
          [valueAt(left, at), valueAt(right, at)],
          [ab, ba],
          `${name} of ${literal} and ${at}`,
        );
        assertEquals(
          Object.is(valueAt(left, at), ab) && Object.is(valueAt(right, at), ba),
          true,
          `the sign of ${name} of ${literal} and ${at}`,
        );
      }
    }
  }
});

Deno.test("a formula times 0 is NaN where the formula is", async () => {
  for (const backend of ["reference", "wasm"] as const) {
    await dg.setBackend(backend);
    const { mul, sub, div } = dg.formula;
    const at = dg.tensor([NaN, Infinity, 2]);
    const read = async (expr: dg.Expr) => [
      ...await dg.elementwise(expr, [at]).data(),
    ];
    assertEquals(await read(mul(x, 0)), [NaN, NaN, 0]);
    assertEquals(await read(div(0, x)), [NaN, 0, 0]);
    assertEquals(await read(sub(x, x)), [NaN, NaN, 0]);
  }
});

Deno.test("a slope of 0 stays 0 beside infinities", async () => {
  await dg.setBackend("wasm");
  const { mul, exp, where, greater, div } = dg.formula;
  const constantSlope = mul(exp(x), 0);
  const oneSided = where(greater(x, 0), div(1, x), 7);
  const at = dg.tensor([100, -1]);
  const slope = (expr: dg.Expr) =>
    dg.grad((t: dg.Tensor) => dg.sum(dg.elementwise(expr, [t])))(at).data();
  assertEquals([...await slope(constantSlope)], [0, 0]);
  assertEquals((await slope(oneSided))[1], 0);
});

/** What formulas have and ops have not: parts of formulas, and a question. */
const FORMULAS_ALONE = ["input", "x", "y", "isConstant", "polynomial"];

Deno.test("formulas and elementwise ops have the same names", () => {
  assertEquals(
    Object.keys(dg.formula).filter((name) => !FORMULAS_ALONE.includes(name))
      .sort(),
    Object.keys(ops).sort(),
  );
});

for (const [name, op] of Object.entries(ops)) {
  Deno.test(`formula.${name} has the values of ${name}`, async () => {
    await dg.setBackend("reference");
    const values = [-2, -0.7, -0, 0, 0.5, 1, 2.5, Infinity, -Infinity, NaN];
    const all = values.flatMap((a) =>
      values.flatMap((b) => values.map((c) => [a, b, c]))
    );
    const inputs = [0, 1, 2].slice(0, op.length);
    const tensors = inputs.map((i) => dg.tensor(all.map((row) => row[i])));
    const expr = Reflect.apply(
      dg.formula[name as keyof typeof ops],
      null,
      inputs.map(dg.formula.input),
    );
    const [actual, expected] = [
      dg.elementwise(expr, tensors),
      Reflect.apply(op, null, tensors),
    ].map((x) => x.read());
    // The op of this one is shorter than what rules can differentiate.
    const close = name === "sigmoid" ? 2 ** -50 : 0;
    const pairs = [...await actual].map((a, i) => [a, i]);
    const wanted = await expected;
    assertEquals(
      pairs.filter(([a, i]) =>
        !Object.is(a, wanted[i]) && !(Math.abs(a - wanted[i]) <= close)
      ),
      [],
    );
  });
}

Deno.test("expressions of any number of inputs are built from formulas alone", async () => {
  const { add, input } = dg.formula;
  const [first, ...rest] = Array.from({ length: 9 }, (_, i) => input(i));
  const sum = dg.elementwise(
    add(first, ...rest),
    Array.from({ length: 9 }, (_, i) => 2 ** i),
  );
  assertEquals(await sum.item(), 2 ** 9 - 1);
  assertThrows(() => input(-1), dg.ValueError, "Cannot write a formula");
  assertThrows(() => input(0.5), dg.ValueError, "Cannot write a formula");
});

/** Right arguments by names; those of which there may be any number are marked. */
const CALLS: Readonly<
  Record<string, { args: readonly unknown[]; isOpen?: true }>
> = {
  ...Object.fromEntries(BINARY.map((name) => [name, { args: [x, y] }])),
  ...Object.fromEntries(UNARY.map((name) => [name, { args: [x] }])),
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
      const error = assertThrows(
        () => Reflect.apply(f, undefined, [wrong, inputs]),
        TypeError,
      );
      assertMatch((error as Error).message, /expected an expression/);
    }
  }
  assertThrows(
    () => dg.mapSum(formula.mul(x, y), inputs),
    TypeError,
    "Cannot compute mapSum: expected at least 2 inputs, received 1",
  );
});
