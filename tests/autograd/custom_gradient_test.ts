/** Functions whose gradients their authors write. */

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { valuesOf } from "../helpers/values_of.ts";

Deno.test("customGradient is taken at its word, to second order", async () => {
  await dg.setBackend(await openBackend("reference"));
  // A cube whose gradient claims to be 5 x^2, kept from a tensor made inside.
  const odd = dg.customGradient((x) => {
    const square = dg.square(x);
    return {
      value: dg.mul(square, x),
      gradient: (cotangent) => [dg.mul(cotangent, dg.mul(5, square))],
    };
  });
  const x = dg.tensor(2);
  const before = dg.getBackend().bytesInUse;
  using scope = new dg.Scope();
  assertEquals(dg.grad(odd)(x).shape, []);
  scope[Symbol.dispose]();
  assertEquals(dg.getBackend().bytesInUse, before);
  assertEquals(await dg.grad(odd)(x).item(), 20);
});

Deno.test("customGradient whose gradient is written in ops of its input has second derivatives", async () => {
  await dg.setBackend("reference");
  const myCube = dg.customGradient((x) => ({
    value: dg.mul(dg.square(x), x),
    gradient: (cotangent) => [dg.mul(cotangent, dg.mul(3, dg.square(x)))],
  }));
  assertEquals(await dg.grad(dg.grad(myCube))(dg.tensor(2)).item(), 12);
});

Deno.test("customGradient counts the gradients it is given", () => {
  const wrong = dg.customGradient((a, b) => ({
    value: dg.add(a, b),
    gradient: (cotangent) => [cotangent],
  }));
  assertThrows(
    () => dg.grad((x: dg.Tensor) => wrong(x, 1))(dg.tensor(1)),
    TypeError,
    "expected 2 gradients, one for each input, received 1",
  );
});

Deno.test("a customGradient may return what it was given, and is not taken for it", async () => {
  const tenfold = dg.customGradient((x) => ({
    value: x,
    gradient: (cotangent) => [dg.mul(cotangent, 10)],
  }));
  const x = dg.tensor([1, 2]);
  const slope = dg.grad((x: dg.Tensor) => dg.sum(tenfold(x)))(x);
  assertEquals([...await slope.data()], [10, 10]);
});

const x = (): dg.Tensor => dg.tensor([[1, 2, 3], [4, 5, 6]]);

Deno.test("a customGradient tells what it did not get", async () => {
  await dg.setBackend("wasm");
  const a = x();
  const of = (result: unknown) =>
    dg.customGradient(() => result as dg.CustomGradient);
  for (const result of [undefined, null, 1, a, {}, { value: a }]) {
    assertThrows(
      () => of(result)(a),
      TypeError,
      "to return { value, gradient }",
    );
  }
  const back = (gradients: unknown) =>
    dg.grad((x: dg.Tensor) => {
      const gradient = () => gradients;
      return dg.sum(of({ value: dg.mul(a, 1), gradient })(x, a));
    })(a);
  for (
    const gradients of [undefined, null, a, 3, [], [null], [null, null, null]]
  ) {
    assertThrows(() => back(gradients), TypeError, "expected 2 gradients");
  }
  for (const gradients of [[undefined, null], [, null], [1, null]]) {
    assertThrows(() => back(gradients), TypeError, "expected gradient 0 to be");
  }
  assertEquals([...await back([null, null]).data()], [0, 0, 0, 0, 0, 0]);
});

/** Sine, with a gradient that reads the input. */
const sine = dg.customGradient((x) => ({
  value: dg.sin(x),
  gradient: (cotangent) => [dg.mul(cotangent, dg.cos(x))],
}));

Deno.test("a custom gradient can read its input behind layers, which free what they make", async () => {
  const model = new dg.Sequential([
    new dg.layers.Rescaling({ scale: 2 }),
    new dg.layers.Activation({ activation: (x) => sine(x) }),
  ]);
  const slope = dg.grad((x: dg.Tensor) => dg.sum(model.apply(x)));
  const got = await slope(dg.tensor([0.3])).item();
  assertAlmostEquals(got, 2 * Math.cos(0.6), 1e-6);
});

Deno.test("a custom gradient that reads an intermediate input can be differentiated again", async () => {
  const f = (x: dg.Tensor) => dg.sum(sine(dg.mul(x, 2)));
  const second = dg.grad(dg.grad(f)), third = dg.grad(second);
  assertAlmostEquals(
    await second(dg.tensor(1)).item(),
    -4 * Math.sin(2),
    1e-5,
  );
  assertAlmostEquals(await third(dg.tensor(1)).item(), -8 * Math.cos(2), 1e-5);
});

Deno.test("what a custom gradient took is freed when the tape is done", () => {
  const x = dg.tensor([0.3]);
  const before = dg.backendInfo().bytesInUse;
  for (let i = 0; i < 3; i++) {
    dg.grad((x: dg.Tensor) => dg.sum(sine(dg.mul(x, 2))))(x)[Symbol.dispose]();
  }
  assertEquals(dg.backendInfo().bytesInUse, before);
});

const sumOfSquares = (x: dg.Tensor): dg.Tensor => dg.sum(dg.square(x));

Deno.test("gradients can be taken inside a customGradient, forward and back", async () => {
  await dg.setBackend("reference");
  const f = dg.customGradient((x) => {
    const slope = dg.grad(sumOfSquares)(x);
    return {
      value: slope,
      gradient: (cotangent) => [
        dg.mul(
          cotangent,
          dg.grad((x: dg.Tensor) => dg.sum(dg.exp(x)))(dg.mul(x, 0)),
        ),
      ],
    };
  });
  const x = dg.tensor([1, 2, 3]);
  const { value, gradients } = dg.valueAndGrad(() => dg.sum(f(x)), [x]);
  assertEquals(await value.item(), 12);
  assertEquals(await valuesOf(gradients[0]), [1, 1, 1]);
});
