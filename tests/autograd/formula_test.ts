import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
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
  select: [
    (a, b) => dg.formula.select(x, a, b),
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
        const [ab, ba] = name === "select"
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
  const { mul, exp, select, gt, div } = dg.formula;
  const constantSlope = mul(exp(x), 0);
  const oneSided = select(gt(x, 0), div(1, x), 7);
  const at = dg.tensor([100, -1]);
  const slope = (expr: dg.Expr) =>
    dg.grad((t: dg.Tensor) => dg.sum(dg.elementwise(expr, [t])))(at).data();
  assertEquals([...await slope(constantSlope)], [0, 0]);
  assertEquals((await slope(oneSided))[1], 0);
});
