/** The elementwise ops: derivatives of their values, and what is refused. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { checkGradient } from "../../helpers/check_gradient.ts";

const UNARY: Record<string, [(x: dg.Tensor) => dg.Tensor, number[]]> = {
  neg: [dg.neg, [-1.5, 0.3, 2]],
  abs: [dg.abs, [-1.5, 0.3, 2]],
  sign: [dg.sign, [-1.5, 0.3, 2]],
  floor: [dg.floor, [-1.5, 0.3, 2.2]],
  ceil: [dg.ceil, [-1.5, 0.3, 2.2]],
  round: [dg.round, [-1.4, 0.3, 2.2]],
  sqrt: [dg.sqrt, [0.2, 1, 9]],
  rsqrt: [dg.rsqrt, [0.2, 1, 9]],
  square: [dg.square, [-1.5, 0.3, 2]],
  reciprocal: [dg.reciprocal, [-1.5, 0.3, 2]],
  exp: [dg.exp, [-1.5, 0.3, 2]],
  expm1: [dg.expm1, [-1.5, 0.3, 2]],
  log: [dg.log, [0.2, 1, 9]],
  log1p: [dg.log1p, [-0.5, 0.1, 3]],
  sin: [dg.sin, [-1.5, 0.3, 2]],
  cos: [dg.cos, [-1.5, 0.3, 2]],
  tanh: [dg.tanh, [-1.5, 0.3, 2]],
  erf: [dg.erf, [-1.5, 0.3, 2]],
  sigmoid: [dg.sigmoid, [-1.5, 0.3, 2]],
  softplus: [dg.softplus, [-1.5, 0.3, 2]],
  relu: [dg.relu, [-1.5, 0.3, 2]],
  logicalNot: [dg.logicalNot, [-1.5, 0.3, 2]],
};

for (const [name, [f, values]] of Object.entries(UNARY)) {
  Deno.test(`${name} has the derivatives of its value`, async () => {
    await checkGradient(f, [{ shape: [values.length], values }]);
  });
}

const BINARY: Record<string, dg.BinaryOp> = {
  add: dg.add,
  sub: dg.sub,
  mul: dg.mul,
  div: dg.div,
  pow: dg.pow,
  maximum: dg.maximum,
  minimum: dg.minimum,
  greater: dg.greater,
  greaterEqual: dg.greaterEqual,
  less: dg.less,
  lessEqual: dg.lessEqual,
  equal: dg.equal,
  notEqual: dg.notEqual,
};

for (const [name, f] of Object.entries(BINARY)) {
  Deno.test(`${name} has the derivatives of its value, broadcast or not`, async () => {
    await checkGradient(f, [{ shape: [2, 3] }, { shape: [2, 3] }]);
    await checkGradient(f, [{ shape: [2, 1] }, { shape: [3] }]);
    await checkGradient(f, [{ shape: [] }, { shape: [2, 2] }]);
  });
}

Deno.test("where and clip have the derivatives of their values", async () => {
  const mask = { shape: [4], values: [1, 0, 0, 1] };
  await checkGradient(
    (a, b) => dg.where(dg.tensor(mask.values), a, b),
    [{ shape: [4] }, { shape: [2, 1] }],
  );
  await checkGradient((x) => dg.clip(x, -1, 0.5), [
    { shape: [4], values: [-2, -0.5, 0.2, 3] },
  ]);
});

Deno.test("where lets no NaN of the side not taken into the gradient", async () => {
  await dg.setBackend("reference");
  const safe = (x: dg.Tensor) =>
    dg.sum(dg.where(dg.greater(x, 0), dg.sqrt(dg.maximum(x, 0)), 0));
  const gradient = dg.grad(safe)(dg.tensor([4, -4]));
  assertEquals([...await gradient.data()], [0.25, 0]);
});

Deno.test("elementwise differentiates any expression by rule", async () => {
  const { x, y, div, add, exp, mul, sub, pow, where, greater, abs } =
    dg.formula;
  const expr = where(
    greater(x, y),
    div(exp(mul(x, y)), add(1, abs(sub(x, y)))),
    pow(add(abs(x), 1), y),
  );
  await checkGradient((a, b) => dg.elementwise(expr, [a, b]), [
    { shape: [3], values: [0.5, -0.7, 1.2] },
    { shape: [3], values: [0.2, 0.4, 1.9] },
  ]);
});

Deno.test("an op refuses what does not broadcast and what is no tensor", () => {
  assertThrows(
    () => dg.add(dg.zeros([2, 3]), dg.zeros([2])),
    dg.ShapeError,
    "Cannot broadcast [2, 3] and [2] together",
  );
  assertThrows(
    () => dg.mul(dg.zeros([2]), "2" as unknown as number),
    TypeError,
    "expected a tensor, a number or a variable, received string",
  );
  assertThrows(
    () => dg.elementwise(dg.formula.y, [dg.zeros([1])]),
    TypeError,
    "expected at least 2 inputs, received 1",
  );
});

Deno.test("a power has partials at base 0 and below, and at exponent 0", async () => {
  const base = [0, 0, 0, 0, -2, -2, -2, 2, 1e-20];
  const exponent = [0, 1, 2, 3, 0, 2, 3, 0, 0];
  for (const backend of ["reference", "wasm"] as const) {
    await dg.setBackend(backend);
    const [a, b] = [base, exponent].map((values) => dg.tensor(values));
    const of = (a: dg.Tensor, b: dg.Tensor) => dg.sum(dg.pow(a, b));
    const inBase = (b: dg.Tensor) => dg.grad((a: dg.Tensor) => of(a, b));
    const inExponent = dg.grad((b: dg.Tensor) => of(a, b));
    assertEquals([...await inBase(b)(a).data()], [
      ...[0, 1, 0, 0, 0, -4, 12, 0, 0],
    ]);
    // Where the logarithm is of no number above 0, there is no slope.
    assertEquals(
      (await inExponent(b).data()).slice(0, 7).join(),
      "0,0,0,0,0,0,0",
    );
    const curvature = dg.grad((a: dg.Tensor) => dg.sum(inBase(b)(a)));
    assertEquals([...await curvature(a).data()], [0, 0, 2, 0, 0, 2, -12, 0, 0]);
    const mixed = dg.grad((b: dg.Tensor) => dg.sum(inBase(b)(a)));
    const back = dg.grad((a: dg.Tensor) =>
      dg.sum(dg.grad((b: dg.Tensor) => of(a, b))(b))
    );
    // x^(y - 1) (1 + y log x) at (2, 0), from both sides.
    assertEquals((await mixed(b).data())[7], 0.5);
    assertEquals((await back(a).data())[7], 0.5);
  }
});
