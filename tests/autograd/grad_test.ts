/** Gradients of functions, and what is held for them. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { StrictBackend } from "../helpers/strict_backend.ts";

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
