/** What gradients are taken for and through, and what is held for them. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { StrictBackend } from "../backends/fusing/strict_backend.ts";

Deno.test("zeros for sources without a connection have each its own shape", () => {
  const x = dg.tensor([1, 2, 3]), shapes = [[3], [], [2, 2]];
  using tape = new dg.GradientTape();
  tape.watch(x);
  const gradients = tape.gradient(
    dg.sum(dg.square(x)),
    [x, dg.tensor(1), dg.ones([2, 2])],
    { unconnectedGradients: "zero" },
  );
  assertEquals(gradients.map(({ shape }) => [...shape]), shapes);
});

Deno.test("a tape that is disposed twice gives back once what it held", async () => {
  const x = dg.tensor([1, 2]);
  const tape = new dg.GradientTape({ persistent: true });
  tape.watch(x);
  const y = dg.sum(dg.square(x));
  tape.gradient(y, [x]);
  for (let i = 0; i < 3; i++) tape[Symbol.dispose]();
  assertEquals([...await x.data()], [1, 2]);
  assertEquals(await y.item(), 5);
});

Deno.test("a gradient of a variable that the function assigns counts both values", async () => {
  const w = new dg.layers.Variable(3), other = new dg.layers.Variable(7);
  const { gradients } = dg.valueAndGrad(() => {
    const first = dg.mul(w, 10);
    w.assign(5);
    return dg.add(dg.mul(first, other), dg.square(w));
  }, [w]);
  assertEquals(await gradients[0].item(), 80);
});

Deno.test("a value of one element that is no scalar has no gradient", () => {
  const x = dg.tensor([2]);
  for (const value of [() => x, () => dg.reshape(dg.square(x), [1, 1])]) {
    assertThrows(() => dg.valueAndGrad(value, [x]), dg.ShapeError);
  }
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

Deno.test("a cotangent of another backend is refused, though that has the same name", async () => {
  await dg.setBackend(new ReferenceBackend());
  const foreign = dg.tensor(1);
  await dg.setBackend(new ReferenceBackend());
  const x = dg.tensor(3);
  using tape = new dg.GradientTape();
  tape.watch(x);
  const y = dg.square(x);
  assertThrows(
    () => tape.gradient(y, [x], { outputGradients: foreign }),
    TypeError,
    "another",
  );
  await dg.setBackend("wasm");
});

Deno.test("what is computed on the way back lives no longer than it is needed, however often a tensor is used", async () => {
  const backend = new StrictBackend();
  await dg.setBackend(backend);
  const SIZE = 100, USES = 20;
  const x = dg.ones([SIZE]);
  {
    using scope = new dg.Scope();
    const { gradients } = dg.valueAndGrad(() => {
      let y: dg.Tensor = x;
      for (let i = 0; i < USES; i++) y = dg.add(dg.mul(y, 0.5), x);
      const value = dg.sum(y);
      backend.restart();
      return value;
    }, [x]);
    const before = backend.bytesInUse;
    assert(before <= 3 * SIZE * 8, `${before} bytes left`);
    scope.keep(gradients[0])[Symbol.dispose]();
  }
  assertEquals(backend.bytesInUse, SIZE * 8);
  await dg.setBackend("wasm");
});
