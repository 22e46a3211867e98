/** Pauses of recording reach the tapes that were open, and no others. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { valuesOf } from "../helpers/values_of.ts";

const sumOfSquares = (x: dg.Tensor): dg.Tensor => dg.sum(dg.square(x));

Deno.test("a gradient taken under noGrad is that taken outside", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2, 3]);
  const slope = dg.noGrad(() => dg.grad(sumOfSquares)(x));
  assertEquals(await valuesOf(slope), [2, 4, 6]);
  const { value, gradients } = dg.noGrad(() =>
    dg.noGrad(() => dg.valueAndGrad(() => sumOfSquares(x), [x]))
  );
  assertEquals(await value.item(), 14);
  assertEquals(await valuesOf(gradients[0]), [2, 4, 6]);
  const second = dg.noGrad(() =>
    dg.grad((x: dg.Tensor) => dg.sum(dg.grad(sumOfSquares)(x)))(x)
  );
  assertEquals(await valuesOf(second), [2, 2, 2]);
});

Deno.test("a tape opened under noGrad records, and the variables read there are watched", async () => {
  await dg.setBackend("reference");
  const w = new dg.layers.Variable(dg.tensor([1, 2]), { name: "w" });
  const [slope] = dg.noGrad(() => {
    using tape = new dg.GradientTape();
    return tape.gradient(sumOfSquares(dg.mul(w, 3)), [w]);
  });
  assertEquals(await valuesOf(slope), [18, 36]);
});

Deno.test("what is computed under noGrad is a constant to tapes that were open before", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor([1, 2, 3]);
  using outer = new dg.GradientTape({ persistent: true });
  outer.watch(x);
  const slope = dg.noGrad(() => dg.grad(sumOfSquares)(x));
  const y = dg.sum(dg.mul(slope, x));
  assertEquals(await valuesOf(outer.gradient(y, [x])[0]), [2, 4, 6]);
  assertEquals(outer.gradient(slope, [x]), [null]);
});

Deno.test("a tape that stays open goes on when the pause is over", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(3);
  using outer = new dg.GradientTape();
  outer.watch(x);
  let inner: dg.GradientTape | undefined;
  assertThrows(
    () =>
      dg.noGrad(() => {
        inner = new dg.GradientTape();
        inner.watch(x);
        throw new RangeError("on the way");
      }),
    RangeError,
    "on the way",
  );
  const y = dg.mul(x, dg.square(x));
  assertEquals(await valuesOf(inner!.gradient(y, [x])[0]), [27]);
  assertEquals(await valuesOf(outer.gradient(y, [x])[0]), [27]);
  inner![Symbol.dispose]();
});

Deno.test("a tape that is closed during a pause stays closed", async () => {
  await dg.setBackend("reference");
  const x = dg.tensor(3);
  const tape = new dg.GradientTape();
  tape.watch(x);
  const before = dg.square(x);
  dg.noGrad(() => dg.noGrad(() => tape.stopRecording()));
  const after = dg.square(x);
  assertEquals(tape.gradient(after, [x]), [null]);
  using again = new dg.GradientTape();
  again.watch(x);
  dg.noGrad(() => tape[Symbol.dispose]());
  assertEquals(await valuesOf(again.gradient(dg.square(x), [x])[0]), [6]);
  assertThrows(() => tape.gradient(before, [x]), ReferenceError);
});

Deno.test("stopGradient stays a constant under tapes of every age", async () => {
  await dg.setBackend("reference");
  const f = (x: dg.Tensor): dg.Tensor => dg.mul(x, dg.stopGradient(x));
  const x = dg.tensor(3);
  assertEquals(await valuesOf(dg.noGrad(() => dg.grad(f)(x))), [3]);
  assertEquals(await valuesOf(dg.grad(dg.grad(f))(x)), [0]);
});

Deno.test("noGrad refuses what goes on to be recorded after it has returned", async () => {
  const x = dg.tensor(2);
  const later = async () => dg.square(await dg.square(x).item());
  const wrong: (() => unknown)[] = [
    later,
    () => Promise.reject(new Error("nobody hears")),
    () => dg.square(x).data(),
    () => ({ then: () => {} }),
  ];
  {
    using _tape = new dg.GradientTape();
    for (const f of wrong) {
      assertThrows(
        () => dg.noGrad(f),
        TypeError,
        "expected a function that has computed all when it returns",
      );
    }
    assertEquals(dg.noGrad(() => undefined), undefined);
    assertEquals(dg.noGrad(() => null), null);
  }
  assertEquals(await (await dg.noGrad(later)).item(), 16);
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
