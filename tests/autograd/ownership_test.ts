/** Who owns what ops give and what the way back needs. */

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as dg from "../../mod.ts";

/** Ops that have nothing to do for these arguments. */
const IDLE: Record<string, (x: dg.Tensor) => dg.Tensor> = {
  broadcastTo: (x) => dg.broadcastTo(x, [2, 3]),
  reshape: (x) => dg.reshape(x, [2, 3]),
  transpose: (x) => dg.transpose(x, [0, 1]),
  squeeze: (x) => dg.squeeze(x),
  slice: (x) => dg.slice(x, [0, 0], [2, 3]),
  split: (x) => dg.split(x, 1)[0],
  pad: (x) => dg.pad(x, [[0, 0], [0, 0]]),
  concat: (x) => dg.concat([x]),
  sum: (x) => dg.sum(x, { axis: [] }),
  max: (x) => dg.max(x, { axis: [] }),
  stopGradient: (x) => dg.stopGradient(x),
  clip: (x) => dg.clip(x, -Infinity, Infinity),
  linear: (x) => dg.activations.linear(x),
  "a layer": (x) => new dg.layers.Dropout({ rate: 0 }).apply(x),
};

for (const [name, op] of Object.entries(IDLE)) {
  Deno.test(`what ${name} gives can be disposed without harm to what it took, and the other way round`, async () => {
    const x = dg.tensor([[1, 2, 3], [4, 5, 6]]);
    op(x)[Symbol.dispose]();
    assert(!x.disposed);
    const y = op(x);
    x[Symbol.dispose]();
    assertEquals([...await y.data()], [1, 2, 3, 4, 5, 6]);
    y[Symbol.dispose]();
  });
}

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
