import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";

const cube = (x: dg.Tensor) => dg.mul(x, dg.mul(x, x));

Deno.test("valueAndGrad gives zeros for what the value does not depend on", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2]), other = dg.tensor([[3, 4, 5]]);
  const { value, gradients } = dg.valueAndGrad(() => dg.sum(x), [x, other]);
  assertEquals(await value.item(), 3);
  assertEquals(await gradients[0].data(), new Float32Array([1, 1]));
  assertEquals(gradients[1].shape, [1, 3]);
  assertEquals(await gradients[1].data(), new Float32Array(3));
});

Deno.test("grad nests to any order", async () => {
  await dg.setBackend("reference");
  const fifth = (x: dg.Tensor) => dg.mul(cube(x), dg.square(x));
  let f: (x: dg.Tensor) => dg.Tensor = fifth;
  for (const expected of [5 * 16, 20 * 8, 60 * 4, 120 * 2, 120, 0]) {
    f = dg.grad(f);
    assertEquals(await f(dg.tensor(2)).item(), expected);
  }
});

Deno.test("grad takes the argument that is asked for", async () => {
  await dg.setBackend("reference");
  const f = (a: dg.Tensor, b: dg.Tensor) => dg.mul(dg.square(a), b);
  assertEquals(
    await dg.grad(f, 1)(dg.tensor(3), dg.tensor(5)).item(),
    9,
  );
  assertThrows(
    () => dg.grad(f, 2)(dg.tensor(3), dg.tensor(5)),
    dg.ValueError,
    "expected argument 2 to be a tensor, received undefined",
  );
});

Deno.test("a tensor used twice gets the sum of both gradients", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2, 3]);
  const { gradients } = dg.valueAndGrad(
    () => dg.sum(dg.add(dg.mul(x, x), dg.mul(x, 4))),
    [x],
  );
  assertEquals(await gradients[0].data(), new Float32Array([6, 8, 10]));
});

Deno.test("two gradients of one shared cotangent can be disposed one by one", async () => {
  await dg.setBackend("reference");
  const a = dg.tensor([1, 2]), b = dg.tensor([3, 4]);
  const { gradients } = dg.valueAndGrad(() => dg.sum(dg.add(a, b)), [a, b]);
  gradients[0][Symbol.dispose]();
  assertEquals(await gradients[1].data(), new Float32Array([1, 1]));
});

Deno.test("a value that is no scalar is refused", () => {
  const x = dg.tensor([1, 2]);
  assertThrows(
    () => dg.valueAndGrad(() => dg.square(x), [x]),
    dg.ShapeError,
    "expected the function to return a scalar tensor of shape [], received shape [2]",
  );
  assertThrows(
    () => dg.valueAndGrad(() => 3 as unknown as dg.Tensor, [x]),
    dg.ShapeError,
    "received number",
  );
});

Deno.test("a failing function leaves no tape open", async () => {
  await dg.setBackend(await openBackend("reference"));
  const x = dg.tensor([1, 2]);
  const before = dg.getBackend().bytesInUse;
  assertThrows(() => dg.valueAndGrad(() => dg.reshape(dg.square(x), [3]), [x]));
  assertEquals(dg.getBackend().bytesInUse, before);
});

Deno.test("a persistent tape answers twice, another once", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(3);
  {
    using tape = new dg.GradientTape({ persistent: true });
    tape.watch(x);
    const y = dg.square(x), z = dg.square(y);
    assertEquals(await tape.gradient(z, [x])[0]!.item(), 108);
    assertEquals(await tape.gradient(y, [x])[0]!.item(), 6);
    assertEquals(await tape.gradient(z, [y])[0]!.item(), 18);
  }
  using tape = new dg.GradientTape();
  tape.watch(x);
  const y = dg.square(x);
  tape.gradient(y, [x]);
  assertThrows(
    () => tape.gradient(y, [x]),
    dg.ValueError,
    "expected it to be made with persistent: true",
  );
});

Deno.test("a tape gives null, or zeros when asked, for what is not connected", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2]), other = dg.tensor([1, 2, 3]);
  using tape = new dg.GradientTape({ persistent: true });
  tape.watch([x, other]);
  const y = dg.sum(x);
  assertEquals(tape.gradient(y, [other]), [null]);
  const [zero] = tape.gradient(y, [other], { unconnectedGradients: "zero" });
  assertEquals(await zero.data(), new Float32Array(3));
});

Deno.test("nested tapes give second derivatives", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(2);
  using outer = new dg.GradientTape();
  outer.watch(x);
  using inner = new dg.GradientTape();
  inner.watch(x);
  const [slope] = inner.gradient(cube(x), [x]);
  assertEquals(await slope!.item(), 12);
  assertEquals(await outer.gradient(slope!, [x])[0]!.item(), 12);
});

Deno.test("a tape refuses an option it does not know", () => {
  assertThrows(
    () => new dg.GradientTape({ persistant: true } as dg.GradientTapeOptions),
    TypeError,
    "received persistant (did you mean persistent?)",
  );
});

Deno.test("stopGradient and noGrad make constants", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(3);
  const stopped = dg.grad((x: dg.Tensor) => dg.mul(x, dg.stopGradient(x)));
  assertEquals(await stopped(x).item(), 3);
  const paused = dg.grad((x: dg.Tensor) =>
    dg.mul(x, dg.noGrad(() => dg.square(x)))
  );
  assertEquals(await paused(x).item(), 9);
});

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
