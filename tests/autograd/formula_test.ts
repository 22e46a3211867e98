/** Formulas: the ops' names on expressions, literals left out where they change nothing. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import * as ops from "../../autograd/ops/elementwise.ts";
import { compile } from "../../backends/reference/evaluate.ts";

const { x } = dg.formula;
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
    // As many operands as the op takes: one more is refused.
    const count = [1, 2, 3].find((count) => {
      try {
        Reflect.apply(op, null, [1, 1, 1].slice(0, count));
        return true;
      } catch {
        return false;
      }
    })!;
    const inputs = [0, 1, 2].slice(0, count);
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
